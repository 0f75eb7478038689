package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.engine.DeviceSlot;
import org.junit.jupiter.api.Test;

class CoreShareTest {
  @Test
  void aNarrowModelRunsABatchOnEachCore() {
    assertEquals(new CoreShare(16, 1), CoreShare.of(DeviceSlot.CPU, 128, 16));
  }

  @Test
  void aWideModelRunsOneBatchOnAllCores() {
    assertEquals(new CoreShare(1, 16), CoreShare.of(DeviceSlot.CPU, 2048, 16));
  }

  @Test
  void aGpuRunsOneBatch() {
    assertEquals(1, CoreShare.of(new DeviceSlot(0), 128, 16).batches());
  }
}
