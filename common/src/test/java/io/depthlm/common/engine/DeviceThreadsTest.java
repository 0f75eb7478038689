package io.depthlm.common.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DeviceThreadsTest {
  @Test
  void severalThreadsWorkAtTheSameTime() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    List<String> begun = Collections.synchronizedList(new ArrayList<>());
    try (DeviceThreads threads =
        new DeviceThreads("test", DeviceSlot.CPU, 2, () -> begun.add("thread"), () -> {})) {
      Callable<String> first = () -> "first " + (both.await(1, TimeUnit.MINUTES) >= 0);
      Callable<String> second = () -> "second " + (both.await(1, TimeUnit.MINUTES) >= 0);
      assertEquals(List.of("first true", "second true"), threads.callAll(List.of(first, second)));
      assertEquals(2, begun.size());
    }
  }

  @Test
  void afterAFailureTheRestIsNotBegun() {
    AtomicBoolean ran = new AtomicBoolean();
    CountDownLatch failed = new CountDownLatch(1);
    try (DeviceThreads threads = DeviceThreads.one("test", DeviceSlot.CPU, () -> {})) {
      ExecutionException e =
          assertThrows(
              ExecutionException.class,
              () ->
                  threads.callAll(
                      List.of(
                          () -> {
                            throw new IllegalStateException("broken");
                          },
                          () -> failed.await(1, TimeUnit.MINUTES),
                          () -> ran.getAndSet(true))));
      assertEquals("broken", e.getCause().getMessage());
      failed.countDown();
    }
    assertFalse(ran.get());
  }

  @Test
  void anEngineFailureKeepsItsCode() {
    try (DeviceThreads threads = DeviceThreads.one("test", DeviceSlot.CPU, () -> {})) {
      EngineException e =
          assertThrows(
              EngineException.class,
              () ->
                  threads.call(
                      () -> {
                        throw new EngineException(EngineException.DEVICE_LOST, "gone", null);
                      }));
      assertEquals(EngineException.DEVICE_LOST, e.errorCode());
    }
  }

  @Test
  void memoryIsFreedBehindTheLastPieceOfAnInterruptedCaller() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean freed = new AtomicBoolean();
    DeviceThreads threads = DeviceThreads.one("test", DeviceSlot.CPU, () -> freed.set(true));
    List<String> codes = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new Thread(
            () -> {
              try {
                threads.call(
                    () -> {
                      inside.countDown();
                      return goOn.await(1, TimeUnit.MINUTES);
                    });
              } catch (EngineException | ExecutionException e) {
                codes.add(((EngineException) e).errorCode());
              }
            });
    caller.start();
    inside.await();
    caller.interrupt();
    caller.join();
    assertEquals(List.of("interrupted"), codes);
    threads.gate().close();
    assertFalse(freed.get(), "in use");
    goOn.countDown();
    threads.close();
    assertTrue(freed.get());
    EngineException e = assertThrows(EngineException.class, () -> threads.call(() -> "late"));
    assertEquals("engine_closed", e.errorCode());
  }
}
