package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeptBeginningTest {
  private final List<String> read = new ArrayList<>();
  private final List<String> freed = new ArrayList<>();

  private static List<Prompt> batch(int... ids) {
    return List.of(new Prompt(ids, List.of()));
  }

  private String read(Prompt beginning) {
    read.add(Arrays.toString(beginning.ids()));
    // A string of its own for each reading.
    return new StringBuilder(read.get(read.size() - 1)).toString();
  }

  private KeptBeginning<String> kept() {
    return new KeptBeginning<>(this::read, freed::add);
  }

  @Test
  void theLastOneIsKept() {
    KeptBeginning<String> kept = kept();
    String first;
    try (KeptBeginning.Use<String> use = kept.of(batch(1, 2, 3), 2)) {
      first = use.prefix();
    }
    try (KeptBeginning.Use<String> again = kept.of(batch(1, 2, 4, 5), 2)) {
      assertSame(first, again.prefix());
    }
    assertEquals(List.of(), freed);
    kept.of(batch(1, 3, 4), 2).close();
    assertEquals(List.of("[1, 2]"), freed);
    kept.drop();
    assertEquals(List.of("[1, 2]", "[1, 3]"), read);
    assertEquals(read, freed);
  }

  @Test
  void oneInUseIsFreedWhenItsLastUseEnds() {
    KeptBeginning<String> kept = kept();
    KeptBeginning.Use<String> one = kept.of(batch(1, 2, 3), 2);
    KeptBeginning.Use<String> two = kept.of(batch(1, 2, 4), 2);
    kept.of(batch(5, 6, 7), 2).close();
    one.close();
    assertEquals(List.of(), freed, "in use");
    two.close();
    assertEquals(List.of("[1, 2]"), freed);
    KeptBeginning.Use<String> last = kept.of(batch(5, 6, 8), 2);
    kept.drop();
    assertEquals(List.of("[1, 2]"), freed, "in use");
    last.close();
    assertEquals(List.of("[1, 2]", "[5, 6]"), freed);
  }

  @Test
  void whoNeedsTheSameAtTheSameTimeWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    KeptBeginning<String> kept =
        new KeptBeginning<>(
            beginning -> {
              begun.countDown();
              await(goOn);
              return read(beginning);
            },
            freed::add);
    try {
      Future<KeptBeginning.Use<String>> one = threads.submit(() -> kept.of(batch(1, 2), 1));
      begun.await();
      Future<KeptBeginning.Use<String>> two = threads.submit(() -> kept.of(batch(1, 3), 1));
      goOn.countDown();
      assertSame(one.get().prefix(), two.get().prefix());
      assertEquals(1, read.size());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneThatCouldNotBeReadIsReadAgain() {
    KeptBeginning<String> kept =
        new KeptBeginning<>(
            beginning -> {
              String one = read(beginning);
              if (read.size() == 1) {
                throw new IllegalStateException("out of memory");
              }
              return one;
            },
            freed::add);
    assertThrows(IllegalStateException.class, () -> kept.of(batch(1, 2), 1));
    try (KeptBeginning.Use<String> use = kept.of(batch(1, 2), 1)) {
      assertEquals("[1]", use.prefix());
    }
    kept.drop();
    assertEquals(List.of("[1]"), freed);
  }
}
