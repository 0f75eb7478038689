package io.depthlm.common.dataset.raw;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Which scene of nuScenes belongs to which split, by the authors' lists.
 *
 * @param val the 150 scenes of val
 */
record NuscenesSplits(Set<String> val) {
  private static final Set<String> MINI_VAL = Set.of("scene-0103", "scene-0916");
  private static final Set<String> MINI_TRAIN =
      Set.of(
          "scene-0061",
          "scene-0553",
          "scene-0655",
          "scene-0757",
          "scene-0796",
          "scene-1077",
          "scene-1094",
          "scene-1100");

  static NuscenesSplits load() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                NuscenesSplits.class.getResourceAsStream("nuscenes-val.txt"),
                StandardCharsets.UTF_8))) {
      return new NuscenesSplits(new HashSet<>(lines.lines().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isMini(String scene) {
    return MINI_VAL.contains(scene) || MINI_TRAIN.contains(scene);
  }

  /** {@code train}, {@code val}, {@code test}, {@code mini_train} or {@code mini_val}. */
  String of(String version, String scene) {
    return switch (version) {
      case "v1.0-mini" -> MINI_VAL.contains(scene) ? "mini_val" : "mini_train";
      case "v1.0-test" -> "test";
      default -> val.contains(scene) ? "val" : "train";
    };
  }
}
