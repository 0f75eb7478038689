package io.depthlm.common.vlm.model;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.torch.FreeMemory;

/** The host of this process: its speed by a trial, its memory as the system reports it. */
record ThisHost(DeviceSlot device) implements Numerics.Host {
  @Override
  public boolean isGpu() {
    return device.isGpu();
  }

  @Override
  public boolean multipliesBf16() {
    return Products.ofProcessor().multipliesBf16();
  }

  @Override
  public boolean hasRoomFor(long bytes) {
    return bytes <= FreeMemory.bytes();
  }
}
