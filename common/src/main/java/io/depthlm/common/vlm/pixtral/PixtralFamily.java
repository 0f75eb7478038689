package io.depthlm.common.vlm.pixtral;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.family.ModelFamily;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.ProcessorFile;
import io.depthlm.common.vlm.image.Sizing;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.TextPositions;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.SpecialTokens;
import io.depthlm.common.vlm.random.Templates;
import io.depthlm.common.vlm.text.ImagePlaceholder;
import io.depthlm.common.vlm.text.TextFiles;
import io.depthlm.common.vlm.text.TextTokenizer;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;

/** Llava with a Pixtral vision tower and a Mistral decoder: the released DepthLM. */
public class PixtralFamily implements ModelFamily {
  /** The family; the registry's own instance is another, and equal. */
  public static final PixtralFamily INSTANCE = new PixtralFamily();

  @Override
  public String label() {
    return "pixtral";
  }

  @Override
  public String architecture() {
    return "LlavaForConditionalGeneration";
  }

  @Override
  public String modelType() {
    return "llava";
  }

  @Override
  public void check(ConfigSection root) {
    String vision = root.section("vision_config").text("model_type").orElse("");
    String text = root.section("text_config").text("model_type").orElse("mistral");
    if (!vision.equals("pixtral")) {
      throw unsupported("vision tower '" + vision + "'");
    }
    if (!text.equals("mistral")) {
      throw unsupported("decoder '" + text + "'");
    }
  }

  /** What such a model is called in messages. */
  String kind() {
    return "Llava";
  }

  private CheckpointException unsupported(String found) {
    return CheckpointException.unsupported(
        "config.json names a %s with %s".formatted(kind(), found),
        "a %s can be run with a Pixtral vision tower and a Mistral decoder".formatted(kind()));
  }

  @Override
  public List<String> towers() {
    return List.of("vision_tower.", "multi_modal_projector.");
  }

  @Override
  public String nameInFile(String canonical) {
    boolean decoder = canonical.startsWith("model.") || canonical.startsWith("lm_head.");
    return decoder ? "language_model." + canonical : canonical;
  }

  @Override
  public VlmConfig read(ModelFiles files) {
    return PixtralReader.read(files);
  }

  @Override
  public ImageProcessor processor(ConfigSection file, VlmConfig config) {
    PixtralConfig pixtral = (PixtralConfig) config;
    int patch = pixtral.vision().patchPx();
    agree(file, patch, pixtral.mergeSize());
    Sizing sizing = new Sizing.Keep();
    if (ProcessorFile.resizes(file)) {
      ConfigSection size = file.section("size");
      int longest = size.size("longest_edge").orElse(0);
      int width = longest > 0 ? longest : size.size("width").orElse(1024);
      int height = longest > 0 ? longest : size.size("height").orElse(1024);
      sizing = new Sizing.Fit(patch * pixtral.mergeSize(), width, height);
    }
    return new ImageProcessor(sizing, ProcessorFile.values(file), patch, pixtral.mergeSize(), 1);
  }

  /**
   * The file's own patch size, where it has one, is the model's; transformers multiplies it by the
   * merge size itself.
   */
  private static void agree(ConfigSection file, int patch, int merge) {
    if (file.isObject("patch_size")) {
      ConfigSection size = file.section("patch_size");
      ProcessorFile.agree(size, "width", patch, patch);
      ProcessorFile.agree(size, "height", patch, patch);
    } else {
      ProcessorFile.agree(file, "patch_size", patch, patch);
    }
    ProcessorFile.agree(file, "spatial_merge_size", merge, merge);
  }

  @Override
  public ImagePlaceholder placeholder(VlmConfig config, TextFiles files, TextTokenizer tokenizer) {
    return new ImagePlaceholder.Rows(
        config.imageTokenId(),
        tokenizer.requiredId(files.imageToken("image_break_token", "[IMG_BREAK]")),
        tokenizer.requiredId(files.imageToken("image_end_token", "[IMG_END]")));
  }

  @Override
  public List<String> scripts() {
    return List.of(ScriptArchive.resource(PixtralFamily.class, "pixtral_vision.torchscript"));
  }

  @Override
  public List<TensorOrder.Group> repeated(VlmConfig config) {
    int blocks = ((PixtralConfig) config).vision().layers();
    return List.of(TensorOrder.Group.numbered("block", "vision_tower.transformer.layers.", blocks));
  }

  @Override
  public VisionTower tower(VlmConfig config, TensorList weights, ScriptModule script) {
    return new PixtralVisionTower((PixtralConfig) config, weights, script);
  }

  @Override
  public TextPositions positions(Prompt prompt, VlmConfig config) {
    return TextPositions.counted(prompt);
  }

  @Override
  public List<String> sizes() {
    return PixtralShapes.SIZES;
  }

  @Override
  public VlmConfig shape(String size) {
    return PixtralShapes.of(size);
  }

  @Override
  public void config(ObjectNode root, VlmConfig config) {
    PixtralShapes.config(root, (PixtralConfig) config);
  }

  @Override
  public void processor(ObjectNode root, VlmConfig config) {
    PixtralShapes.processor(root, ((PixtralConfig) config).vision());
  }

  @Override
  public String template(RandomCheckpoint.Initial initial) {
    return Templates.BRACKETS;
  }

  @Override
  public SpecialTokens specials(VlmConfig config) {
    return SpecialTokens.brackets();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixtralFamily family && family.label().equals(label());
  }

  @Override
  public int hashCode() {
    return label().hashCode();
  }

  @Override
  public String toString() {
    return label();
  }
}
