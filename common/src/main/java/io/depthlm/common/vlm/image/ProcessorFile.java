package io.depthlm.common.vlm.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.checkpoint.PixtralConfig;
import io.depthlm.common.vlm.checkpoint.QwenConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads an image processor's settings. What a file leaves out is transformers 5.17's default of
 * that processor.
 */
final class ProcessorFile {
  private static final String NESTED = "processor_config.json";
  private static final String FLAT = "preprocessor_config.json";
  private static final int BICUBIC = 3;
  private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
  private static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);

  private ProcessorFile() {}

  static ImageProcessor read(Path folder, VlmConfig config) {
    ConfigSection file = section(folder);
    if (file.size("resample").orElse(BICUBIC) != BICUBIC) {
      throw file.unsupported("resample");
    }
    if (file.flag("do_center_crop").orElse(false)) {
      throw file.unsupported("do_center_crop");
    }
    if (config instanceof QwenConfig qwen) {
      return qwen(file, qwen.vision());
    }
    return pixtral(file, ((PixtralConfig) config).vision());
  }

  private static ConfigSection section(Path folder) {
    // transformers looks at the nested form first.
    Optional<JsonNode> nested =
        JsonFile.readIfPresent(folder.resolve(NESTED)).map(node -> node.get("image_processor"));
    if (nested.isPresent()) {
      return new ConfigSection(NESTED + ": image_processor", nested.get());
    }
    Optional<JsonNode> flat = JsonFile.readIfPresent(folder.resolve(FLAT));
    if (flat.isEmpty()) {
      throw new CheckpointException(
          Fault.FILE_MISSING,
          "neither %s nor an image_processor in %s in %s".formatted(FLAT, NESTED, folder),
          "copy the whole checkpoint folder");
    }
    return new ConfigSection(FLAT, flat.get());
  }

  private static ImageProcessor qwen(ConfigSection file, QwenConfig.Vision vision) {
    int patch = agree(file, "patch_size", vision.patchPx(), 14);
    int merge = agree(file, "merge_size", vision.mergeSize(), 2);
    int temporal = agree(file, "temporal_patch_size", vision.temporalPatch(), 2);
    ConfigSection size = file.section("size");
    int min =
        file.size("min_pixels").orElse(size.size("shortest_edge", "min_pixels").orElse(56 * 56));
    int max =
        file.size("max_pixels")
            .orElse(size.size("longest_edge", "max_pixels").orElse(28 * 28 * 1280));
    Sizing sizing = resizes(file) ? new Sizing.Smart(patch * merge, min, max) : new Sizing.Keep();
    return new ImageProcessor(sizing, values(file), patch, merge, temporal);
  }

  private static ImageProcessor pixtral(ConfigSection file, PixtralConfig.Vision vision) {
    int patch = patchOf(file, vision.patchPx());
    Sizing sizing = new Sizing.Keep();
    if (resizes(file)) {
      ConfigSection size = file.section("size");
      int longest = size.size("longest_edge").orElse(0);
      int width = longest > 0 ? longest : size.size("width").orElse(1024);
      int height = longest > 0 ? longest : size.size("height").orElse(1024);
      sizing = new Sizing.Fit(patch, width, height);
    }
    return new ImageProcessor(sizing, values(file), patch, 1, 1);
  }

  private static int patchOf(ConfigSection file, int model) {
    if (file.isObject("patch_size")) {
      ConfigSection patch = file.section("patch_size");
      agree(patch, "width", model, model);
      return agree(patch, "height", model, model);
    }
    return agree(file, "patch_size", model, model);
  }

  /** A value that model and processor must share. */
  private static int agree(ConfigSection file, String key, int model, int otherwise) {
    int value = file.size(key).orElse(otherwise);
    if (value != model) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          "%s: %s is %d where the vision tower of config.json has %d"
              .formatted(file.where(), key, value, model),
          "use the processor file of this checkpoint");
    }
    return value;
  }

  private static boolean resizes(ConfigSection file) {
    return file.flag("do_resize").orElse(true);
  }

  private static PixelValues values(ConfigSection file) {
    Double factor =
        file.flag("do_rescale").orElse(true)
            ? Double.valueOf(file.positive("rescale_factor").orElse(1 / 255.0))
            : null;
    if (!file.flag("do_normalize").orElse(true)) {
      return new PixelValues(factor, null, null);
    }
    return new PixelValues(
        factor, three(file, "image_mean", CLIP_MEAN), three(file, "image_std", CLIP_STD));
  }

  private static List<Double> three(ConfigSection file, String key, List<Double> otherwise) {
    List<Double> values = file.numbers(key).orElse(otherwise);
    if (values.size() == 1 && !file.isList(key)) {
      // A number counts for every channel; a list of one is refused, both as in transformers.
      values = List.of(values.get(0), values.get(0), values.get(0));
    }
    if (values.size() != 3 || (key.equals("image_std") && values.contains(0.0))) {
      throw file.wrong(
          key, key.equals("image_std") ? "three numbers other than 0" : "three numbers");
    }
    return values;
  }
}
