package io.depthlm.common.http;

import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;

/** The engine {@code http}. */
public final class HttpFactory implements EngineFactory {
  static final String KEY = "http";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Schema schema() {
    return HttpSettings.SCHEMA;
  }

  @Override
  public EngineSettings read(Section section) {
    return HttpSettings.of(section);
  }
}
