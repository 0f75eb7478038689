package io.depthlm.common.vlm.train;

import io.depthlm.common.engine.DeviceSlot;
import java.io.Serializable;

/**
 * How long and in what pieces to train.
 *
 * @param batchSamples samples of one step
 * @param partSamples samples run together; they divide the batch, and with the seed they decide the
 *     result to the last bit, however many threads share the work
 * @param threads threads that prepare samples, and parts that run at once on a processor
 * @param schedule the learning rate and the number of steps
 * @param optimizer how a step is made of gradients
 */
public record TrainerSettings(
    int batchSamples,
    int partSamples,
    int threads,
    CosineSchedule schedule,
    AdamW.Settings optimizer)
    implements Serializable {
  /** Checks that parts divide the batch. */
  public TrainerSettings {
    if (partSamples < 1 || threads < 1 || batchSamples % partSamples != 0 || batchSamples < 1) {
      throw new IllegalArgumentException(
          "batches of %d in parts of %d on %d threads"
              .formatted(batchSamples, partSamples, threads));
    }
  }

  /** Parts of a batch. */
  public int parts() {
    return batchSamples / partSamples;
  }

  /** Parts that run at once on a device: a GPU runs one, because each needs its own memory. */
  public int partsAtOnce(DeviceSlot device) {
    return device.isGpu() ? 1 : threads;
  }
}
