package io.depthlm.common.engine.baseline;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.EngineSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The recipe of {@link ProbeEngine}; all are equal. */
public record ProbeSpec() implements EngineSpec, EngineSettings.Complete {
  @Override
  public String engine() {
    return ProbeFactory.KEY;
  }

  @Override
  public EngineSpec spec() {
    return this;
  }

  @Override
  public SortedMap<String, String> identity() {
    return new TreeMap<>(Map.of("digest", "sha256-64"));
  }

  /** It computes on the processor, so no task has to hold a GPU for it. */
  @Override
  public DeviceSlot place(DeviceSlot offered) {
    return DeviceSlot.CPU;
  }

  @Override
  public DepthEngine open(DeviceSlot device) {
    return new ProbeEngine();
  }

  @Override
  public double expectedQuestionsPerSecond() {
    return 2_000;
  }
}
