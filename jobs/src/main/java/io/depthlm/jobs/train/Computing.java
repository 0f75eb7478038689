package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.train.Compute;
import io.depthlm.jobs.spark.AssignedGpus;
import java.io.Serializable;

/**
 * The device and the number formats that a configuration asks for. Only the process that trains can
 * turn them into a device.
 */
record Computing(NumberType type, DeviceChoice device) implements Serializable {
  static Computing of(TrainConfig train) {
    return new Computing(train.dtype(), train.device());
  }

  /**
   * In a process.
   *
   * @param given the device that Spark gave it
   */
  Compute in(DeviceSlot given) {
    return new Compute(type, AssignedGpus.choose(device, given));
  }
}
