package io.depthlm.common.vlm.model;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.torch.FreeMemory;

/** This process's host, by trial and by what it says of its memory. */
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
