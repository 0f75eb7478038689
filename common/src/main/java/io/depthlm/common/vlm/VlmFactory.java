package io.depthlm.common.vlm;

import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;

/** The engine {@code vlm}. */
public final class VlmFactory implements EngineFactory {
  /** The engine's name. */
  public static final String KEY = "vlm";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Schema schema() {
    return VlmSettings.SCHEMA;
  }

  @Override
  public EngineSettings read(Section section) {
    return VlmSettings.of(section);
  }

  @Override
  public boolean opensBareFolders() {
    return true;
  }
}
