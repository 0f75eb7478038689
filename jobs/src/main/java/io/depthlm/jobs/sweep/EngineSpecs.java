package io.depthlm.jobs.sweep;

import io.depthlm.common.config.EngineConfig;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.engine.ConstantSpec;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.ProbeSpec;

/** The engine that a model's configuration describes. */
public final class EngineSpecs {
  private EngineSpecs() {}

  /**
   * The spec.
   *
   * @throws io.depthlm.common.core.UserError if what it names cannot be used
   */
  public static EngineSpec of(ModelConfig model) {
    EngineConfig engine = model.engine();
    if (engine instanceof EngineConfig.Constant constant) {
      return new ConstantSpec(constant.depthM());
    }
    if (engine instanceof EngineConfig.Probe) {
      return new ProbeSpec();
    }
    throw new IllegalStateException("no engine for " + engine.engine());
  }
}
