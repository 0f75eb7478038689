package io.depthlm.common.vlm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchRuntimeTest {
  private static final int HOST = Runtime.getRuntime().availableProcessors();

  @AfterEach
  void asBefore() {
    TorchRuntime.limitThreads(HOST);
  }

  @Test
  void oneOfSeveralProcessesTakesItsOwnCoresOnly() {
    assertEquals(HOST, TorchRuntime.wanted());
    TorchRuntime.limitThreads(1);
    assertEquals(1, TorchRuntime.wanted());
  }

  @Test
  void noMoreCoresThanTheHostHas() {
    TorchRuntime.limitThreads(HOST + 1);
    assertEquals(HOST, TorchRuntime.wanted());
    TorchRuntime.limitThreads(0);
    assertEquals(1, TorchRuntime.wanted());
  }
}
