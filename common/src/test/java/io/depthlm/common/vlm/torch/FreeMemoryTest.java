package io.depthlm.common.vlm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FreeMemoryTest {
  private static final String MEMINFO =
      """
      MemTotal:       32000000 kB
      MemFree:         1000000 kB
      MemAvailable:    8000000 kB
      """;

  @Test
  void pagesOfFilesCountAsAvailable() {
    assertEquals(8_192_000_000L, FreeMemory.available(MEMINFO, 5));
    assertEquals(5, FreeMemory.available("MemFree: 1 kB", 5));
  }

  @Test
  void theHeapsRoomAndAQuarterAreLeft() {
    assertEquals(6_000, FreeMemory.bytes(10_000, 50_000, 2_000));
  }

  @Test
  void aContainersLimitCounts() {
    assertEquals(1_500, FreeMemory.bytes(10_000, 4_000, 2_000));
    assertEquals(0, FreeMemory.bytes(10_000, 4_000, 5_000));
  }
}
