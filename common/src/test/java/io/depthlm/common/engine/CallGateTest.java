package io.depthlm.common.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallGateTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final CallGate gate = new CallGate(freed::incrementAndGet);

  @Test
  void withNobodyInsideClosingFreesOnce() throws InterruptedException {
    gate.enter().close();
    gate.close();
    gate.close();
    assertEquals(1, freed.get());
    assertTrue(gate.awaitFreed(Duration.ZERO));
  }

  @Test
  void theLastToLeaveFrees() throws InterruptedException {
    CallGate.Pass first = gate.enter();
    CallGate.Pass second = gate.enter();
    gate.close();
    first.close();
    first.close();
    assertEquals(0, freed.get(), "the second is inside");
    assertFalse(gate.awaitFreed(Duration.ofMillis(1)));
    second.close();
    assertEquals(1, freed.get());
  }

  @Test
  void aClosedGateRefusesCallersAndLongWork() {
    try (CallGate.Pass pass = gate.enter()) {
      gate.check();
      gate.close();
      EngineException e = assertThrows(EngineException.class, gate::enter);
      assertEquals("engine_closed", e.errorCode());
      assertThrows(EngineException.class, gate::check);
    }
  }

  @Test
  void allGatesAreClosedTogether() throws InterruptedException {
    CallGate other = new CallGate(freed::incrementAndGet);
    CallGate.Pass inside = other.enter();
    assertFalse(CallGate.closeAll(List.of(gate, other), Duration.ofMillis(1)));
    assertEquals(1, freed.get(), "this one");
    inside.close();
    assertEquals(2, freed.get());
    assertTrue(CallGate.closeAll(List.of(gate, other), Duration.ZERO));
  }
}
