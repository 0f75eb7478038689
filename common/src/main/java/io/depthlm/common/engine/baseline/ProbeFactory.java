package io.depthlm.common.engine.baseline;

import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;

/** The engine {@code probe}. */
public final class ProbeFactory implements EngineFactory {
  static final String KEY = "probe";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Schema schema() {
    return Schema.of();
  }

  @Override
  public EngineSettings read(Section section) {
    return new ProbeSpec();
  }
}
