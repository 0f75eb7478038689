package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;

/**
 * Which frames and points are asked about.
 *
 * @param frames of each data set
 * @param pointsPerFrame of each of these frames
 */
public record SelectConfig(Subset frames, Subset pointsPerFrame) {
  private static final Setting<Subset> FRAMES =
      Setting.defaulted("frames", Subset.type(), "all", "which frames of each data set");
  private static final Setting<Subset> POINTS =
      Setting.defaulted(
          "points_per_frame", Subset.type(), "all", "which points of each of these frames");
  static final Schema SCHEMA = Schema.of(FRAMES, POINTS);

  static SelectConfig of(Section s) {
    return new SelectConfig(s.of(FRAMES), s.of(POINTS));
  }
}
