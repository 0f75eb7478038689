package io.depthlm.common.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines that hang or die, through the holder. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineWatchTest {
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<Answer> NOTHING = List.of();

  private final EngineHolder holder = new EngineHolder(200);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void stop() {
    end.countDown();
    threads.shutdownNow();
  }

  /** An engine whose every call does the same. */
  private final class Spec implements EngineSpec {
    private final Supplier<List<Answer>> call;

    Spec(Supplier<List<Answer>> call) {
      this.call = call;
    }

    @Override
    public String engine() {
      return "test";
    }

    @Override
    public SortedMap<String, String> identity() {
      return new TreeMap<>();
    }

    @Override
    public DepthEngine open(DeviceSlot device) {
      opened.incrementAndGet();
      return new DepthEngine() {
        @Override
        public List<Answer> answer(List<Question> questions) {
          return call.get();
        }

        @Override
        public int batchSize() {
          return 1;
        }

        @Override
        public String device() {
          return "there";
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }

  private static EngineException fails(DepthEngine engine) {
    return assertThrows(EngineException.class, () -> engine.answer(List.of()));
  }

  @Test
  void anEngineThatHangsIsGivenUpAndLeftAlone() throws Exception {
    Spec hanging =
        new Spec(
            () -> {
              awaitDeaf(end);
              return NOTHING;
            });
    EngineHolder.Lease one = holder.acquire(hanging, DeviceSlot.CPU);
    EngineHolder.Lease two = holder.acquire(hanging, DeviceSlot.CPU);
    EngineException late = fails(one.watched(LIMIT));
    assertEquals("answer_timeout", late.errorCode());
    assertEquals(
        "the engine on there gave no answer for 0 s (predict.answer_timeout_s)", late.getMessage());
    long asked = System.nanoTime();
    assertEquals("engine_stuck", fails(two.watched(LONG)).errorCode());
    assertTrue(System.nanoTime() - asked < LONG.toNanos() / 2, "at once");
    one.close();
    two.close();
    Thread.sleep(300); // longer than failures are kept
    EngineException again =
        assertThrows(EngineException.class, () -> holder.acquire(hanging, DeviceSlot.CPU));
    assertEquals("engine_stuck", again.errorCode());
    assertEquals(1, opened.get());
    holder.acquire(new Spec(() -> NOTHING), DeviceSlot.CPU).close();
    holder.closeIdle();
    assertEquals(1, closed.get(), "the other one's; closing what hangs would hang");
  }

  @Test
  void anEngineWhoseDeviceIsLostIsGivenUpAtOnceForThisProcess() {
    Spec spec =
        new Spec(
            () -> {
              throw new EngineException(EngineException.DEVICE_LOST, "CUDA error: gone", null);
            });
    try (EngineHolder.Lease lease = holder.acquire(spec, DeviceSlot.CPU)) {
      assertEquals("device_lost", fails(lease.watched(LONG)).errorCode());
    }
    pause(300); // longer than failures are kept
    EngineException again =
        assertThrows(EngineException.class, () -> holder.acquire(spec, DeviceSlot.CPU));
    assertEquals("device_lost", again.errorCode());
    assertEquals(1, opened.get());
    assertEquals(0, closed.get(), "its memory cannot be freed by calls that fail");
  }

  @Test
  void aQueueThatMovesIsNoHang() throws Exception {
    Object device = new Object();
    Spec slow =
        new Spec(
            () -> {
              synchronized (device) {
                pause(100);
                return NOTHING;
              }
            });
    List<Future<List<Answer>>> calls = new ArrayList<>();
    try (EngineHolder.Lease lease = holder.acquire(slow, DeviceSlot.CPU)) {
      for (int i = 0; i < 8; i++) {
        calls.add(threads.submit(() -> lease.watched(LIMIT).answer(List.of())));
      }
      for (Future<List<Answer>> call : calls) {
        assertEquals(NOTHING, call.get());
      }
    }
  }

  @Test
  void anEngineThatDiedIsClosedByItsLastTaskAndBuiltAgainLater() {
    AtomicBoolean dead = new AtomicBoolean(true);
    Spec spec =
        new Spec(
            () -> {
              if (dead.get()) {
                throw new EngineException("model_failed", "lost the device", null);
              }
              return NOTHING;
            });
    EngineHolder.Lease one = holder.acquire(spec, DeviceSlot.CPU);
    EngineHolder.Lease two = holder.acquire(spec, DeviceSlot.CPU);
    for (int i = 0; i < 3; i++) {
      assertEquals("model_failed", fails(one.watched(LONG)).errorCode());
    }
    dead.set(false);
    assertEquals("model_failed", fails(two.watched(LONG)).errorCode(), "it is asked no more");
    assertThrows(EngineException.class, () -> holder.acquire(spec, DeviceSlot.CPU));
    one.close();
    assertEquals(0, closed.get());
    two.close();
    assertEquals(1, closed.get());
    pause(300);
    try (EngineHolder.Lease anew = holder.acquire(spec, DeviceSlot.CPU)) {
      assertEquals(NOTHING, anew.watched(LONG).answer(List.of()));
    }
    assertEquals(2, opened.get());
  }

  @Test
  void singleFailuresAreNoDeath() {
    AtomicInteger calls = new AtomicInteger();
    Spec spec =
        new Spec(
            () -> {
              if (calls.getAndIncrement() % 3 != 2) {
                throw new EngineException("model_failed", "this one does not fit", null);
              }
              return NOTHING;
            });
    try (EngineHolder.Lease lease = holder.acquire(spec, DeviceSlot.CPU)) {
      for (int i = 0; i < 4; i++) {
        fails(lease.watched(LONG));
        fails(lease.watched(LONG));
        assertEquals(NOTHING, lease.watched(LONG).answer(List.of()));
      }
    }
    assertEquals(1, opened.get());
  }

  @Test
  void anInterruptedCallerWaitsForTheEndOfItsCall() throws Exception {
    AtomicBoolean inCall = new AtomicBoolean();
    CountDownLatch called = new CountDownLatch(1);
    Spec spec =
        new Spec(
            () -> {
              inCall.set(true);
              called.countDown();
              long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
              while (System.nanoTime() < until) {
                Thread.onSpinWait(); // native code does not heed interrupts
              }
              inCall.set(false);
              return NOTHING;
            });
    try (EngineHolder.Lease lease = holder.acquire(spec, DeviceSlot.CPU)) {
      AtomicBoolean wasInCall = new AtomicBoolean(true);
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread caller =
          new Thread(
              () -> {
                lease.watched(LONG).answer(List.of());
                wasInCall.set(inCall.get());
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      caller.start();
      called.await();
      caller.interrupt();
      caller.join();
      assertFalse(wasInCall.get());
      assertTrue(interrupted.get());
    }
  }

  private static void awaitDeaf(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // as native code
      }
    }
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
