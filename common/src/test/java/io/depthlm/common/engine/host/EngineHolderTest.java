package io.depthlm.common.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineHolderTest {
  private final EngineHolder holder = new EngineHolder(60_000);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> events = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private synchronized void say(String event) {
    events.add(event);
  }

  private synchronized List<String> events() {
    return List.copyOf(events);
  }

  /** Equal by name; opening runs what it is told. */
  private record Spec(String name, Supplier<DepthEngine> opening) implements EngineSpec {
    @Override
    public boolean equals(Object o) {
      return o instanceof Spec other && other.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String engine() {
      return name;
    }

    @Override
    public SortedMap<String, String> identity() {
      return new TreeMap<>();
    }

    @Override
    public DepthEngine open(DeviceSlot device) {
      return opening.get();
    }
  }

  private Spec spec(String name) {
    return new Spec(
        name,
        () -> {
          say("open " + name);
          return new Engine(name);
        });
  }

  private final class Engine implements DepthEngine {
    private final String name;

    Engine(String name) {
      this.name = name;
    }

    @Override
    public List<Answer> answer(List<Question> questions) {
      return List.of();
    }

    @Override
    public int batchSize() {
      return 1;
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {
      say("close " + name);
    }
  }

  @Test
  void manyTasksAtOnceLoadOnce() throws Exception {
    Spec slow =
        new Spec(
            "slow",
            () -> {
              say("open slow");
              pause(50);
              return new Engine("slow");
            });
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger built = new AtomicInteger();
    List<Future<DepthEngine>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      tasks.add(
          threads.submit(
              () -> {
                start.await();
                try (EngineHolder.Lease lease = holder.acquire(slow, DeviceSlot.CPU)) {
                  built.addAndGet(lease.built());
                  return lease.engine();
                }
              }));
    }
    start.countDown();
    DepthEngine first = tasks.get(0).get();
    for (Future<DepthEngine> task : tasks) {
      assertSame(first, task.get());
    }
    assertEquals(1, holder.loads());
    assertEquals(1, built.get(), "of the 16 leases one says that it built it");
    assertEquals(List.of("open slow"), events());
  }

  @Test
  void anotherSpecWaitsUntilTheEngineIsIdleAndReplacesIt() throws Exception {
    EngineHolder.Lease one = holder.acquire(spec("a"), DeviceSlot.CPU);
    EngineHolder.Lease two = holder.acquire(spec("a"), DeviceSlot.CPU);
    Future<EngineHolder.Lease> other =
        threads.submit(() -> holder.acquire(spec("b"), DeviceSlot.CPU));
    pause(50);
    assertFalse(other.isDone());
    one.close();
    one.close(); // twice counts once
    pause(50);
    assertFalse(other.isDone(), "a task still has the engine");
    two.close();
    other.get(10, TimeUnit.SECONDS).close();
    assertEquals(List.of("open a", "close a", "open b"), events());
    assertEquals(2, holder.loads());
  }

  @Test
  void everyDeviceHasItsOwn() {
    try (EngineHolder.Lease cpu = holder.acquire(spec("a"), DeviceSlot.CPU);
        EngineHolder.Lease gpu = holder.acquire(spec("a"), new DeviceSlot(0))) {
      assertNotSame(cpu.engine(), gpu.engine());
    }
  }

  @Test
  void aFailureIsRememberedForItsSpecOnly() {
    AtomicInteger tries = new AtomicInteger();
    Spec broken =
        new Spec(
            "broken",
            () -> {
              tries.incrementAndGet();
              throw new EngineException("checkpoint_missing", "no such folder", null);
            });
    for (int i = 0; i < 3; i++) {
      EngineException e =
          assertThrows(EngineException.class, () -> holder.acquire(broken, DeviceSlot.CPU).close());
      assertEquals("checkpoint_missing", e.errorCode());
    }
    assertEquals(1, tries.get());
    holder.acquire(spec("a"), DeviceSlot.CPU).close();
    assertEquals(1, holder.loads());
  }

  @Test
  void aFailureThatAnotherTaskMetWhileThisOneWaitedIsRemembered() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Spec broken =
        new Spec(
            "broken",
            () -> {
              tries.incrementAndGet();
              throw new EngineException("checkpoint_missing", "no such folder", null);
            });
    EngineHolder.Lease inUse = holder.acquire(spec("a"), DeviceSlot.CPU);
    List<Future<EngineException>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(
          threads.submit(
              () ->
                  assertThrows(
                      EngineException.class, () -> holder.acquire(broken, DeviceSlot.CPU))));
    }
    pause(100);
    inUse.close();
    for (Future<EngineException> task : waiting) {
      task.get(10, TimeUnit.SECONDS);
    }
    assertEquals(1, tries.get());
  }

  @Test
  void whateverOpeningThrowsIsAnEngineFailure() {
    Spec unlinked =
        new Spec(
            "unlinked",
            () -> {
              throw new UnsatisfiedLinkError("no libtorch");
            });
    EngineException e =
        assertThrows(EngineException.class, () -> holder.acquire(unlinked, DeviceSlot.CPU));
    assertEquals("engine_unavailable", e.errorCode());
    assertTrue(e.getMessage().contains("no libtorch"), e.getMessage());
  }

  @Test
  void idleEnginesCloseAndOnesInUseStay() {
    EngineHolder.Lease used = holder.acquire(spec("used"), DeviceSlot.CPU);
    holder.acquire(spec("idle"), new DeviceSlot(0)).close();
    holder.closeIdle();
    assertEquals(List.of("open used", "open idle", "close idle"), events());
    used.close();
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
