package io.depthlm.common.vlm.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;

/** Registers {@link DepthDjlEngine} with DJL; listed in {@code META-INF/services}. */
public final class DepthEngineProvider implements EngineProvider {
  private static final class Holder {
    private static final Engine ENGINE = new DepthDjlEngine();
  }

  @Override
  public String getEngineName() {
    return DepthDjlEngine.NAME;
  }

  @Override
  public int getEngineRank() {
    return DepthDjlEngine.RANK;
  }

  @Override
  public Engine getEngine() {
    return Holder.ENGINE;
  }
}
