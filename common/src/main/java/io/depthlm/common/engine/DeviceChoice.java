package io.depthlm.common.engine;

/** Where a model runs or is trained. */
public enum DeviceChoice {
  /** On the GPU that Spark gave, else on the processor. */
  AUTO,
  /** On the processor. */
  CPU,
  /** On the GPU that Spark gave, else on the first there is. */
  GPU
}
