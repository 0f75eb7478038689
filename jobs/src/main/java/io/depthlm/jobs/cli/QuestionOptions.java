package io.depthlm.jobs.cli;

import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PointingConfig;
import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PixelMode;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.ask.ImageFile;
import io.depthlm.jobs.ask.ImageQuestions;
import io.depthlm.jobs.ask.UriFiles;
import io.depthlm.jobs.predict.EngineSpecs;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model, the image and the form of the questions, for commands without tables. */
final class QuestionOptions {
  /** The default focal length of sweeps. */
  private static final double DEFAULT_FOCAL_PX = 1000;

  @Mixin private SparkOptions spark;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "URI",
      description = "a checkpoint folder (./folder, s3a://...), or the name of a conf/models entry")
  private String model;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "a key of the model's entry, such as dtype=f32, system_prompt=..., max_new_tokens=64;"
              + " may be repeated")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--image",
      required = true,
      paramLabel = "FILE",
      description = "the image file, PNG or JPEG")
  private String image;

  @Option(
      names = "--intrinsics",
      required = true,
      split = ",",
      paramLabel = "FX,FY,CX,CY",
      hideParamSyntax = true,
      description = "the camera of the image, in pixels")
  private List<Double> intrinsics;

  @Option(
      names = "--focal",
      paramLabel = "PX",
      description =
          "focal length that the image is resized to, or native; default: the model's"
              + " recommended_focal_px, else 1000")
  private String focal;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "distance",
      description = "distance (radial) or axis_distance (z); default ${DEFAULT-VALUE}")
  private String task;

  @Option(
      names = "--prompt",
      paramLabel = "NAME",
      description = "name of a conf/prompts entry; default: the one taught with the marker")
  private String prompt;

  @Option(
      names = "--marker",
      paramLabel = "NAME",
      description =
          "red_arrow, green_dot, blue_ring, ...; text (coordinates in the question); or"
              + " token (the pixel's image token); default: the fastest one that the model's"
              + " entry lists as taught, else red_arrow")
  private String marker;

  private ModelConfig entry;

  /** The model's configuration. */
  ModelConfig entry() {
    if (entry == null) {
      EntryLoader entries = ConfFiles.entries(hadoop());
      entry = entries.model(model, settings);
    }
    return entry;
  }

  /** As written, for the commands and captions. */
  String modelName() {
    return entry().name();
  }

  /** How the questions are put. */
  Asking asking() {
    TaskKind kind = TaskKind.ofKey(task);
    if (kind != TaskKind.DISTANCE && kind != TaskKind.AXIS_DISTANCE) {
      throw new UserError(
          "--task " + task + " is not about the depth of one pixel",
          "choose distance or axis_distance; sweeps ask the others");
    }
    if (marker != null && !Markers.names().contains(marker)) {
      throw new UserError(
          "there is no marker '" + marker + "'", "choose " + String.join(", ", Markers.names()));
    }
    PointingConfig way = entry().pointing(marker, prompt);
    PromptConfig.Wording wording = ConfFiles.entries(hadoop()).prompt(way.prompt(), kind);
    return new Asking(
        TaskSpec.of(kind), wording.of(way.marker()), way.marker(), focal(), ImageLimits.DEFAULT);
  }

  private FocalSetting focal() {
    if ("native".equals(focal)) {
      return FocalSetting.NATIVE;
    }
    if (focal == null) {
      Double recommended = entry().recommendedFocalPx();
      return FocalSetting.official(recommended == null ? DEFAULT_FOCAL_PX : recommended);
    }
    try {
      double px = Double.parseDouble(focal);
      if (px >= 16 && px <= 20_000) {
        return new FocalSetting(px, PixelMode.OFFICIAL);
      }
    } catch (NumberFormatException e) {
      // told below, with the same words as a number out of range
    }
    throw new UserError(
        "--focal " + focal + " is no focal length", "give a number from 16 to 20000, or native");
  }

  /** The image with its camera. */
  ImageFile image() {
    if (intrinsics.size() != 4) {
      throw new UserError(
          "--intrinsics has %d numbers".formatted(intrinsics.size()),
          "give fx,fy,cx,cy in pixels of the image");
    }
    byte[] bytes = files().read(image, ImageLimits.DEFAULT.maxBytes());
    return ImageFile.of(
        image, bytes, intrinsics.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * Loads the model.
   *
   * @param err gets a line if the host has a GPU that the model does not use
   */
  ImageQuestions open(Asking asking, PrintWriter err) {
    EngineSpec engine = new EngineSpecs(hadoop()).of(entry());
    GpuHint.of(engine, GpuHint.DRIVER).ifPresent(err::println);
    return ImageQuestions.open(engine, asking);
  }

  /** Files that the user names. */
  UriFiles files() {
    return new UriFiles(hadoop());
  }

  private Supplier<Configuration> hadoop() {
    return spark::hadoop;
  }
}
