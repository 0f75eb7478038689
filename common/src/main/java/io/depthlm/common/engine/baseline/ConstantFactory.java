package io.depthlm.common.engine.baseline;

import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;

/** The engine {@code constant}. */
public final class ConstantFactory implements EngineFactory {
  static final String KEY = "constant";

  private static final Setting<Double> DEPTH =
      Setting.required("depth_m", Types.NUMBER, "the answer to every question")
          .limited("above 0, at most 10000", d -> d > 0 && d <= 10_000)
          .in("metres");

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Schema schema() {
    return Schema.of(DEPTH);
  }

  @Override
  public EngineSettings read(Section section) {
    return new ConstantSpec(section.of(DEPTH));
  }
}
