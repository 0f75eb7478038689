package io.depthlm.common.engine;

import java.io.Serializable;

/**
 * The device an engine is built on.
 *
 * @param index the GPU's index among those the process sees, or −1 for the CPU
 */
public record DeviceSlot(int index) implements Serializable {
  /** The CPU. */
  public static final DeviceSlot CPU = new DeviceSlot(-1);

  /** Whether this is a GPU. */
  public boolean isGpu() {
    return index >= 0;
  }

  @Override
  public String toString() {
    return isGpu() ? "cuda:" + index : "cpu";
  }
}
