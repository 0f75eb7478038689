package io.depthlm.common.engine;

/** Where a model runs or is trained. */
public enum DeviceChoice {
  /** On the GPU that Spark assigned, else on the CPU. */
  AUTO,
  /** On the CPU. */
  CPU,
  /** On the GPU that Spark assigned, else on the first GPU of the host. */
  GPU
}
