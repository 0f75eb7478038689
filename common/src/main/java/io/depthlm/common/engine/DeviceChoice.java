package io.depthlm.common.engine;

import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;

/** Where a model runs or is trained. */
public enum DeviceChoice {
  /** On the GPU that Spark assigned, else on the CPU. */
  AUTO,
  /** On the CPU. */
  CPU,
  /** On the GPU that Spark assigned, else on the first GPU of the host. */
  GPU;

  /** The key {@code device} of a model entry. */
  public static final Setting<DeviceChoice> SETTING =
      Setting.defaulted(
              "device",
              Types.oneOf(DeviceChoice.class),
              "auto",
              "where the model runs; auto uses the GPU that Spark assigned to the task, else"
                  + " the CPU")
          .steeringExecution();
}
