package io.depthlm.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers as threads, over loopback. */
class RingExchangeTest {
  private interface Work<T> {
    T of(RingExchange ring, int rank) throws Exception;
  }

  private static <T> List<T> workers(int count, boolean withStranger, Work<T> work)
      throws InterruptedException, ExecutionException {
    String[] places = new String[count];
    CyclicBarrier all = new CyclicBarrier(count);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<T>> done = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int rank = i;
        Callable<T> worker =
            () -> {
              try (RingExchange ring =
                  RingExchange.join(
                      rank,
                      count,
                      "127.0.0.1",
                      "secret",
                      words -> {
                        places[rank] = words.get(0);
                        if (withStranger) {
                          knock(words.get(0));
                        }
                        try {
                          all.await();
                        } catch (Exception e) {
                          throw new IllegalStateException(e);
                        }
                        return List.of(places);
                      })) {
                return work.of(ring, rank);
              }
            };
        done.add(threads.submit(worker));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : done) {
        results.add(one.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Somebody who does not know the secret is there first. */
  private static void knock(String place) {
    String[] parts = place.split(" ");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
      new DataOutputStream(socket.getOutputStream()).writeUTF("guess 0");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fewer numbers than workers, as many, several pieces of the wire's size. */
  @ParameterizedTest
  @CsvSource({"2,1", "3,2", "3,3", "4,300001"})
  void allGetTheSameSums(int workers, int numbers) throws Exception {
    List<float[]> given = new ArrayList<>();
    double[] expected = new double[numbers];
    for (int rank = 0; rank < workers; rank++) {
      Random random = new Random(rank);
      float[] values = new float[numbers];
      for (int i = 0; i < numbers; i++) {
        values[i] = random.nextFloat() - 0.5f;
        expected[i] += values[i];
      }
      given.add(values);
    }
    List<float[]> sums =
        workers(
            workers,
            false,
            (ring, rank) -> {
              double[] counts = {rank, 1, 1e15 + rank};
              ring.sum(counts);
              double ranks = workers * (workers - 1) / 2.0;
              assertArrayEquals(new double[] {ranks, workers, workers * 1e15 + ranks}, counts, 0);
              float[] values = given.get(rank).clone();
              ring.sum(values);
              return values;
            });
    for (float[] sum : sums) {
      assertArrayEquals(sums.get(0), sum, 0);
    }
    for (int i = 0; i < numbers; i++) {
      assertEquals(expected[i], sums.get(0)[i], 1e-6 * workers);
    }
  }

  @Test
  void strangersAreHungUpOn() throws Exception {
    List<Double> sums =
        workers(
            2,
            true,
            (ring, rank) -> {
              double[] one = {1};
              ring.sum(one);
              return one[0];
            });
    assertEquals(List.of(2.0, 2.0), sums);
  }

  @Test
  void aLostNeighbourIsTold() {
    ExecutionException error =
        assertThrows(
            ExecutionException.class,
            () ->
                workers(
                    2,
                    false,
                    (ring, rank) -> {
                      if (rank == 0) {
                        ring.sum(new float[1000]);
                      }
                      return rank;
                    }));
    assertEquals(UncheckedIOException.class, error.getCause().getClass());
    assertTrue(
        error.getCause().getMessage().startsWith("worker 0 of 2 lost its neighbour"),
        error.getCause().getMessage());
  }
}
