package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.LabelKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options that formats of users' own data share.
 *
 * @param format its name, for messages
 * @param options as given
 */
record OwnLayout(String format, ReaderOptions options) {
  /** What the depths are: z where nothing is said. */
  LabelKind kind() {
    return options.labelKind() == null ? LabelKind.Z : options.labelKind();
  }

  /** Metres of one stored unit, if that is said. */
  Optional<Double> scaleM() {
    String scale = options.extra().get("scale");
    if (scale == null) {
      return Optional.empty();
    }
    try {
      int slash = scale.indexOf('/');
      double value =
          slash < 0
              ? Double.parseDouble(scale)
              : Double.parseDouble(scale.substring(0, slash))
                  / Double.parseDouble(scale.substring(slash + 1));
      if (value > 0 && value < Double.POSITIVE_INFINITY) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserError(
        "--option scale=" + scale,
        "expected the metres of one stored unit, such as 0.001 or 1/256");
  }

  double scaleM(StoredDepth map) {
    return scaleM().orElse(map.usualScaleM());
  }

  /** The numbers of one camera for all pictures, where the option gives numbers and no file. */
  Optional<String> camera() {
    String found = options.extra().get("camera");
    if (found == null || !found.matches("[\\s0-9.,;eE+-]+")) {
      return Optional.empty();
    }
    try {
      if (CameraText.parse("--option camera", found, 1, 1).isUsable()) {
        return Optional.of(found);
      }
    } catch (UnitFault e) {
      // said below
    }
    throw new UserError(
        "--option camera=" + found, "expected fx,fy,cx,cy in pixels, width and height may follow");
  }

  /** An option that names a folder; {@code .} is the input folder itself. */
  Optional<String> folder(String key) {
    String found = options.extra().get(key);
    if (found == null) {
      return Optional.empty();
    }
    if (found.equals(".")) {
      return Optional.of("");
    }
    try {
      return Optional.of(io.depthlm.common.dataset.ImagePaths.insideRoot(stripSlash(found)));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "--option %s=%s %s".formatted(key, found, e.getMessage()),
          "name a folder below the input folder");
    }
  }

  private static String stripSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** The first of these folders that a scene has; the first one where it has none. */
  static String firstThere(DatasetFiles files, String scene, List<String> names)
      throws IOException {
    for (String name : names) {
      if (files.exists(InputFolders.join(scene, name))) {
        return name;
      }
    }
    return names.get(0);
  }

  /** The names of a folder's depth maps by what the names have in common with the pictures'. */
  static Map<String, String> depthsByKey(DatasetFiles files, String folder, NamePattern pattern)
      throws IOException {
    Map<String, String> byKey = new HashMap<>();
    List<String> names;
    try {
      names = InputFolders.named(files, folder, StoredDepth.ENDINGS.toArray(String[]::new));
    } catch (FileNotFoundException e) {
      return byKey;
    }
    for (String name : names) {
      pattern.key(name).ifPresent(key -> byKey.putIfAbsent(key, name));
    }
    return byKey;
  }
}
