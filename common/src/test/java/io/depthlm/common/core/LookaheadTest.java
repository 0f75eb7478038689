package io.depthlm.common.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookaheadTest {
  private final ExecutorService workers = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  private <B> Lookahead<Integer, B> over(int n, int depth, Function<Integer, B> work) {
    return new Lookahead<>(IntStream.range(0, n).iterator(), work, workers, depth);
  }

  private static <T> List<T> all(Iterator<T> iterator) {
    List<T> all = new ArrayList<>();
    iterator.forEachRemaining(all::add);
    return all;
  }

  @Test
  void resultsComeInTheOrderOfTheSourceAndNoneIsLost() {
    List<Integer> got =
        all(
            over(
                500,
                4,
                i -> {
                  Thread.yield();
                  if (ThreadLocalRandom.current().nextInt(20) == 0) {
                    pause();
                  }
                  return 2 * i;
                }));
    assertEquals(IntStream.range(0, 500).mapToObj(i -> 2 * i).toList(), got);
  }

  @Test
  void noMoreThanTheDepthIsUnderWay() {
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger given = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Iterator<Integer> source =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return taken.get() < 50;
          }

          @Override
          public Integer next() {
            most.accumulateAndGet(taken.incrementAndGet() - given.get(), Math::max);
            return taken.get();
          }
        };
    Lookahead<Integer, Integer> ahead = new Lookahead<>(source, i -> i, workers, 3);
    while (ahead.hasNext()) {
      ahead.next();
      given.incrementAndGet();
    }
    assertEquals(50, given.get());
    assertEquals(3, most.get());
  }

  @Test
  void theSourceIsTouchedByTheConsumerOnly() {
    Thread consumer = Thread.currentThread();
    Iterator<Thread> source =
        IntStream.range(0, 20).mapToObj(i -> Thread.currentThread()).iterator();
    all(new Lookahead<>(source, t -> t, workers, 4)).forEach(t -> assertSame(consumer, t));
  }

  @Test
  void aFailureComesInItsPlaceAndTheRestCanBeRead() {
    Lookahead<Integer, Integer> ahead =
        over(
            5,
            3,
            i -> {
              if (i == 2) {
                throw new IllegalArgumentException("two");
              }
              return i;
            });
    assertEquals(0, ahead.next());
    assertEquals(1, ahead.next());
    assertEquals("two", assertThrows(IllegalArgumentException.class, ahead::next).getMessage());
    assertEquals(List.of(3, 4), all(ahead));
  }

  @Test
  void anErrorIsNotWrapped() {
    Lookahead<Integer, Integer> ahead =
        over(
            1,
            1,
            i -> {
              throw new AssertionError("e");
            });
    assertEquals("e", assertThrows(AssertionError.class, ahead::next).getMessage());
  }

  @Test
  void theEndIsTheEnd() {
    Lookahead<Integer, Integer> ahead = over(1, 4, i -> i);
    assertTrue(ahead.hasNext());
    ahead.next();
    assertFalse(ahead.hasNext());
    assertThrows(NoSuchElementException.class, ahead::next);
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
