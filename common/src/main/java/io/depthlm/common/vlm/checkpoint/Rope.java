package io.depthlm.common.vlm.checkpoint;

import java.util.List;

/**
 * Rotary position settings.
 *
 * @param theta base of the frequencies
 * @param mropeSection frequency pairs by time, height, width; empty where there is one position
 */
public record Rope(double theta, List<Integer> mropeSection) {
  /**
   * Reads {@code rope_parameters} (version 5) or {@code rope_theta} and {@code rope_scaling} (4).
   */
  public static Rope read(ConfigSection section, double defaultTheta) {
    String key = section.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
    ConfigSection rope = section.section(key);
    String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("default");
    // "mrope" is how version 4 says default frequencies with three positions; "axial" is what
    // version 5 calls the vision towers' rows and columns.
    if (!List.of("default", "mrope", "axial").contains(type)) {
      throw section.unsupported(key);
    }
    double theta =
        rope.positive("rope_theta").orElse(section.positive("rope_theta").orElse(defaultTheta));
    return new Rope(theta, rope.ints("mrope_section").orElse(List.of()));
  }
}
