package io.depthlm.common.vlm.djl;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.VlmFactory;
import io.depthlm.common.vlm.VlmSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Reads DJL's options and arguments, which are texts or typed values by name. Options are for the
 * model only. Arguments, which include the query of the model's URL, are for the model, for the
 * translator and for DJL itself.
 */
final class DjlArguments {
  /** The arguments of the translator. */
  private static final Set<String> QUESTION =
      Set.of("focal_px", "marker", "task", "task_parameters", "question");

  /** The arguments of DJL and DJL Serving, which are ignored here. */
  private static final Set<String> HOST =
      Set.of(
          "application",
          "artifact_id",
          "batchifier",
          "blockFactory",
          "engine",
          "job_queue_size",
          "load_on_devices",
          "max_batch_delay",
          "max_idle_time",
          "max_workers",
          "min_workers",
          "modelName",
          "model_name",
          "retry_threshold",
          "translatorFactory",
          "worker_type");

  private static final double FOCAL_PX = 1000;

  private DjlArguments() {}

  /**
   * The settings of the model.
   *
   * @param options keys of the model
   * @param arguments keys of the model besides those of the translator and of DJL
   * @throws UserError if a key is unknown or a value is invalid
   */
  static VlmSettings model(Path folder, Map<String, ?> options, Map<String, ?> arguments) {
    Map<String, Object> given = new TreeMap<>();
    arguments.forEach(
        (key, value) -> {
          if (!QUESTION.contains(key) && !HOST.contains(key)) {
            given.put(key, value);
          }
        });
    options.forEach(
        (key, value) -> {
          if (!HOST.contains(key)) {
            given.put(key, value);
          }
        });
    StringBuilder hocon = new StringBuilder();
    given.forEach(
        (key, value) ->
            hocon
                .append(ConfigUtil.quoteString(key))
                .append(" = ")
                .append(key.equals("stop") ? list(value.toString()) : written(value.toString()))
                .append('\n'));
    return (VlmSettings)
        ShippedConf.entries()
            .model(
                folder.getFileName().toString(),
                VlmFactory.KEY,
                folder.toAbsolutePath().toString(),
                hocon.toString())
            .engine();
  }

  /** A single stop text needs no brackets. */
  private static String list(String value) {
    return value.startsWith("[") ? value : "[" + ConfigUtil.quoteString(value) + "]";
  }

  /** A number unchanged; anything else as a quoted text. */
  private static String written(String value) {
    try {
      Config parsed = ConfigFactory.parseString("v = " + value);
      return parsed.getValue("v").valueType() == ConfigValueType.NUMBER
          ? value
          : ConfigUtil.quoteString(value);
    } catch (ConfigException e) {
      return ConfigUtil.quoteString(value);
    }
  }

  /**
   * How questions are asked.
   *
   * @param taken whether an argument belongs to the model
   * @throws UserError if a key is unknown or a value is invalid
   */
  static Asking question(Map<String, ?> arguments, Predicate<String> taken) {
    for (String key : new TreeMap<>(arguments).keySet()) {
      if (!QUESTION.contains(key) && !HOST.contains(key) && !taken.test(key)) {
        throw new UserError(
            "the argument " + key + " is not known",
            "questions have " + String.join(", ", new TreeSet<>(QUESTION)));
      }
    }
    TaskSpec task =
        TaskSpec.parse(
            text(arguments, "task", TaskKind.DISTANCE.key()),
            text(arguments, "task_parameters", ""));
    TaskKind kind = task.kind();
    if (kind.pointsPerQuestion() != 1 || kind.framesPerQuestion() != 1) {
      throw new UserError(
          "the argument task is '" + kind.key() + "'",
          "a request's points are asked one by one: choose distance, axis_distance, speed or time");
    }
    String marker = text(arguments, "marker", Markers.OFFICIAL);
    if (!Markers.names().contains(marker)) {
      throw new UserError(
          "the argument marker is '" + marker + "'",
          "choose " + String.join(", ", Markers.names()));
    }
    String words = text(arguments, "question", null);
    return new Asking(
        task,
        words == null
            ? ShippedConf.entries().prompt("default", kind).of(marker)
            : new PromptTemplate(words, kind),
        marker,
        focal(text(arguments, "focal_px", null)),
        ImageLimits.DEFAULT);
  }

  private static FocalSetting focal(String given) {
    if (given == null) {
      return FocalSetting.official(FOCAL_PX);
    }
    if (given.equals("native")) {
      return FocalSetting.NATIVE;
    }
    try {
      double px = Double.parseDouble(given);
      if (px == 0) {
        return FocalSetting.NATIVE;
      }
      if (px >= 16 && px <= 20_000) {
        return FocalSetting.official(px);
      }
    } catch (NumberFormatException e) {
      // told below, with the same words as a number out of range
    }
    throw new UserError(
        "the argument focal_px is " + given,
        "give 16 to 20000 pixels, or native for the images' own");
  }

  private static String text(Map<String, ?> arguments, String key, String otherwise) {
    Object value = arguments.get(key);
    return value == null ? otherwise : value.toString();
  }
}
