package io.depthlm.common.dense.depthvlm;

import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;

/** The engine {@code depthvlm}. */
public final class DepthVlmFactory implements EngineFactory {
  /** The engine's name. */
  public static final String KEY = "depthvlm";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Schema schema() {
    return DepthVlmSettings.SCHEMA;
  }

  @Override
  public EngineSettings read(Section section) {
    return DepthVlmSettings.of(section);
  }
}
