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

class KeptBeginningsTest {
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

  private KeptBeginnings<String> kept() {
    return new KeptBeginnings<>(1, this::read, freed::add);
  }

  @Test
  void theLastOneIsKept() {
    KeptBeginnings<String> kept = kept();
    String first;
    try (KeptBeginnings.Use<String> use = kept.of(batch(1, 2, 3), 2)) {
      first = use.prefix();
    }
    try (KeptBeginnings.Use<String> again = kept.of(batch(1, 2, 4, 5), 2)) {
      assertSame(first, again.prefix());
    }
    assertEquals(List.of(), freed);
    kept.of(batch(1, 3, 4), 2).close();
    assertEquals(List.of("[1, 2]"), freed);
    kept.drop();
    assertEquals(List.of("[1, 2]", "[1, 3]"), read);
    assertEquals(read, freed);
  }

  /** Two tasks that share a device ask about their pictures in turn. */
  @Test
  void asManyAsPicturesAtTheSameTimeAreKept() {
    KeptBeginnings<String> kept = new KeptBeginnings<>(2, this::read, freed::add);
    for (int i = 0; i < 3; i++) {
      kept.of(batch(1, 2, 3), 2).close();
      kept.of(batch(5, 6, 7), 2).close();
    }
    assertEquals(List.of("[1, 2]", "[5, 6]"), read);
    kept.of(batch(1, 2, 4), 2).close();
    kept.of(batch(8, 9, 7), 2).close();
    assertEquals(List.of("[5, 6]"), freed, "the one that was not used for longest");
    kept.drop();
    assertEquals(List.of("[5, 6]", "[1, 2]", "[8, 9]"), freed);
  }

  @Test
  void oneInUseIsFreedWhenItsLastUseEnds() {
    KeptBeginnings<String> kept = kept();
    KeptBeginnings.Use<String> one = kept.of(batch(1, 2, 3), 2);
    KeptBeginnings.Use<String> two = kept.of(batch(1, 2, 4), 2);
    kept.of(batch(5, 6, 7), 2).close();
    one.close();
    assertEquals(List.of(), freed, "in use");
    two.close();
    assertEquals(List.of("[1, 2]"), freed);
    KeptBeginnings.Use<String> last = kept.of(batch(5, 6, 8), 2);
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
    KeptBeginnings<String> kept =
        new KeptBeginnings<>(
            1,
            beginning -> {
              begun.countDown();
              await(goOn);
              return read(beginning);
            },
            freed::add);
    try {
      Future<KeptBeginnings.Use<String>> one = threads.submit(() -> kept.of(batch(1, 2), 1));
      begun.await();
      Future<KeptBeginnings.Use<String>> two = threads.submit(() -> kept.of(batch(1, 3), 1));
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
    KeptBeginnings<String> kept =
        new KeptBeginnings<>(
            1,
            beginning -> {
              String one = read(beginning);
              if (read.size() == 1) {
                throw new IllegalStateException("out of memory");
              }
              return one;
            },
            freed::add);
    assertThrows(IllegalStateException.class, () -> kept.of(batch(1, 2), 1));
    try (KeptBeginnings.Use<String> use = kept.of(batch(1, 2), 1)) {
      assertEquals("[1]", use.prefix());
    }
    kept.drop();
    assertEquals(List.of("[1]"), freed);
  }
}
