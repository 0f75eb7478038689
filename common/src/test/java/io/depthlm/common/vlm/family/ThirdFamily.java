package io.depthlm.common.vlm.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.TextPositions;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.pixtral.PixtralConfig;
import io.depthlm.common.vlm.pixtral.PixtralFamily;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.SpecialTokens;
import io.depthlm.common.vlm.text.ImagePlaceholder;
import io.depthlm.common.vlm.text.TextFiles;
import io.depthlm.common.vlm.text.TextTokenizer;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;

/**
 * A family that nobody needs: Pixtral under another name, whose vision tower is normed by the
 * largest value instead of the root mean square. Shows what a family has to bring.
 */
public final class ThirdFamily implements ModelFamily {
  private static final PixtralFamily LIKE = PixtralFamily.INSTANCE;

  /** Pixtral's configuration under another family. */
  record Config(PixtralConfig like) implements VlmConfig {
    @Override
    public Family family() {
      return new ThirdFamily();
    }

    @Override
    public TextConfig text() {
      return like.text();
    }

    @Override
    public int imageTokenId() {
      return like.imageTokenId();
    }

    @Override
    public List<Integer> eosTokenIds() {
      return like.eosTokenIds();
    }

    @Override
    public VisionSize visionSize() {
      return like.visionSize();
    }

    @Override
    public void addVision(TensorPlan plan) {
      like.addVision(plan);
    }

    @Override
    public VlmConfig withLayers(int textLayers, int visionLayers) {
      return new Config(like.withLayers(textLayers, visionLayers));
    }
  }

  private static VlmConfig like(VlmConfig config) {
    return ((Config) config).like();
  }

  @Override
  public String label() {
    return "third";
  }

  @Override
  public String architecture() {
    return "ThirdForConditionalGeneration";
  }

  @Override
  public String modelType() {
    return "third";
  }

  @Override
  public List<String> towers() {
    return LIKE.towers();
  }

  @Override
  public VlmConfig read(ModelFiles files) {
    return new Config((PixtralConfig) LIKE.read(files));
  }

  @Override
  public ImageProcessor processor(ConfigSection file, VlmConfig config) {
    return LIKE.processor(file, like(config));
  }

  @Override
  public ImagePlaceholder placeholder(VlmConfig config, TextFiles files, TextTokenizer tokenizer) {
    return LIKE.placeholder(like(config), files, tokenizer);
  }

  @Override
  public List<String> scripts() {
    String largest =
        """
          def third_norm(self, x: Tensor, weight: Tensor) -> Tensor:
            size = torch.amax(torch.abs(x), [-1], True)
            return x / size * weight

        """;
    String tower =
        LIKE.scripts()
            .get(0)
            .replace(
                "self.norm(x, w[$vision_tower.ln_pre.weight], 1e-05)",
                "self.third_norm(x, w[$vision_tower.ln_pre.weight])");
    return List.of(largest, tower);
  }

  @Override
  public List<TensorOrder.Group> repeated(VlmConfig config) {
    return LIKE.repeated(like(config));
  }

  @Override
  public VisionTower tower(VlmConfig config, TensorList weights, ScriptModule script) {
    return LIKE.tower(like(config), weights, script);
  }

  @Override
  public TextPositions positions(Prompt prompt, VlmConfig config) {
    return LIKE.positions(prompt, like(config));
  }

  @Override
  public List<String> sizes() {
    return List.of("tiny");
  }

  @Override
  public VlmConfig shape(String size) {
    return new Config((PixtralConfig) LIKE.shape(size));
  }

  @Override
  public void config(ObjectNode root, VlmConfig config) {
    LIKE.config(root, like(config));
  }

  @Override
  public void processor(ObjectNode root, VlmConfig config) {
    LIKE.processor(root, like(config));
  }

  @Override
  public String template(RandomCheckpoint.Initial initial) {
    return LIKE.template(initial);
  }

  @Override
  public SpecialTokens specials(VlmConfig config) {
    return LIKE.specials(like(config));
  }
}
