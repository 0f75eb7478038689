package io.depthlm.common.dense;

import io.depthlm.common.dense.hub.HubCheckpoint;
import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;

/** The engine {@code dense}. */
public final class DenseFactory implements EngineFactory {
  /** The engine's name. */
  public static final String KEY = "dense";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Schema schema() {
    return DenseSettings.SCHEMA;
  }

  @Override
  public boolean recognises(String config) {
    return HubCheckpoint.isDescribedBy(config);
  }

  @Override
  public EngineSettings read(Section section) {
    return DenseSettings.of(section);
  }
}
