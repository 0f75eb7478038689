package io.depthlm.common.engine.baseline;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.EngineSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The naive baseline: the same metres for every question. The settings of the engine are its
 * recipe.
 *
 * @param depthM the answer, metres; it is rounded to two decimals
 */
public record ConstantSpec(double depthM) implements EngineSpec, EngineSettings.Complete {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is less than 0.01
   */
  public ConstantSpec {
    if (!(depthM >= 0.01) || Double.isInfinite(depthM)) {
      throw new IllegalArgumentException("depth_m is at least 0.01, found " + depthM);
    }
  }

  @Override
  public String engine() {
    return ConstantFactory.KEY;
  }

  @Override
  public EngineSpec spec() {
    return this;
  }

  @Override
  public SortedMap<String, String> identity() {
    return new TreeMap<>(Map.of("depth_m", Double.toString(depthM)));
  }

  /** It computes on the processor, so no task has to hold a GPU for it. */
  @Override
  public DeviceSlot place(DeviceSlot offered) {
    return DeviceSlot.CPU;
  }

  @Override
  public DepthEngine open(DeviceSlot device) {
    return new ConstantEngine(depthM);
  }

  @Override
  public Needs needs() {
    return Needs.WORDS;
  }

  @Override
  public double expectedQuestionsPerSecond() {
    return 10_000;
  }
}
