package io.depthlm.common.vlm;

import io.depthlm.common.engine.DeviceSlot;

/**
 * How the cores of a processor are shared among batches. A product of a narrow model takes less
 * time than waking another core for a part of it, so its batches run side by side, each on one
 * core. A wide model runs one batch on all cores, which needs less memory and answers a single
 * question sooner. A GPU runs one batch.
 *
 * @param batches that run at the same time
 * @param coresEach that one operation of a batch may use
 */
record CoreShare(int batches, int coresEach) {
  /** Measured with depthlm-tiny (width 128) and a model of width 1,024. */
  private static final int NARROW = 512;

  /**
   * The share for a model.
   *
   * @param width of the residual stream
   * @param cores that the model may use
   */
  static CoreShare of(DeviceSlot device, int width, int cores) {
    return device.isGpu() || width > NARROW ? new CoreShare(1, cores) : new CoreShare(cores, 1);
  }
}
