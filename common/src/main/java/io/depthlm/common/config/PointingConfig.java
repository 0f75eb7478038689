package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;

/**
 * A way to point at a pixel.
 *
 * @param marker one of {@link io.depthlm.common.imaging.Markers#names()}
 * @param prompt the entry of {@code conf/prompts} whose words go with it
 */
public record PointingConfig(String marker, String prompt) {
  private static final Setting<String> MARKER =
      Setting.required("marker", ImageTypes.MARKER, "the marker that shows the pixel");
  private static final Setting<String> PROMPT =
      Setting.required("prompt", Types.NAME, "the file under conf/prompts with its words");

  static final ValueType<PointingConfig> TYPE =
      Types.section(Schema.of(MARKER, PROMPT), s -> new PointingConfig(s.of(MARKER), s.of(PROMPT)));
}
