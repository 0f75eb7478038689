package io.depthlm.common.vlm.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the settings of an image processor from a checkpoint's file. */
public final class ProcessorFile {
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
    return ImageFamily.of(config).processor(file, config);
  }

  /** The settings of the image processor in a folder. */
  public static ConfigSection section(Path folder) {
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

  /**
   * A value that must be the same for model and processor.
   *
   * @param model the model's
   * @param otherwise the processor's default
   */
  public static int agree(ConfigSection file, String key, int model, int otherwise) {
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

  /** Whether the processor resizes. */
  public static boolean resizes(ConfigSection file) {
    return file.flag("do_resize").orElse(true);
  }

  /**
   * The sizing to whole tokens within limits of area, or none if the processor does not resize.
   *
   * @param factorPx side of a token
   * @param minPixels default minimum area
   * @param maxPixels default maximum area
   */
  public static Sizing smartSizing(ConfigSection file, int factorPx, int minPixels, int maxPixels) {
    ConfigSection size = file.section("size");
    int min =
        file.size("min_pixels").orElse(size.size("shortest_edge", "min_pixels").orElse(minPixels));
    int max =
        file.size("max_pixels").orElse(size.size("longest_edge", "max_pixels").orElse(maxPixels));
    return resizes(file) ? new Sizing.Smart(factorPx, min, max) : new Sizing.Keep();
  }

  /** The normalisation of values; mean and deviation default to CLIP's. */
  public static PixelValues values(ConfigSection file) {
    return values(file, CLIP_MEAN, CLIP_STD);
  }

  /**
   * The normalisation of values.
   *
   * @param mean default of the processor
   * @param std default of the processor
   */
  public static PixelValues values(ConfigSection file, List<Double> mean, List<Double> std) {
    Double factor =
        file.flag("do_rescale").orElse(true)
            ? Double.valueOf(file.positive("rescale_factor").orElse(1 / 255.0))
            : null;
    if (!file.flag("do_normalize").orElse(true)) {
      return new PixelValues(factor, null, null);
    }
    return new PixelValues(factor, three(file, "image_mean", mean), three(file, "image_std", std));
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
