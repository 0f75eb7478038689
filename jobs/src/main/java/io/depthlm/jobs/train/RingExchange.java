package io.depthlm.jobs.train;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.vlm.train.Exchange;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Sums over workers in a ring: each sends to the next and hears from the one before. An array is
 * cut into as many chunks as there are workers; a chunk goes round once to be added up and once to
 * be told, so every worker sends and receives twice the array whatever their number, and all end
 * with the same bits.
 *
 * <p>Connections are plain TCP between the workers' hosts; a secret of the run, which the caller
 * spreads by other means, keeps strangers out. What travels is not encrypted.
 */
final class RingExchange implements Exchange, AutoCloseable {
  private static final int CONNECT_MS = 60_000;

  /** A worker that sends nothing for this long is considered dead. */
  private static final int SILENCE_MS = 600_000;

  private static final int PIECE_BYTES = 1 << 18;

  private final int rank;
  private final int workers;
  private final Socket next;
  private final Socket previous;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(new DaemonThreads("ring-sender"));

  private RingExchange(int rank, int workers, Socket next, Socket previous) throws IOException {
    this.rank = rank;
    this.workers = workers;
    this.next = next;
    this.previous = previous;
    this.out = new DataOutputStream(next.getOutputStream());
    this.in = new DataInputStream(new BufferedInputStream(previous.getInputStream(), PIECE_BYTES));
  }

  /**
   * Joins the ring.
   *
   * @param host this worker's address, as the others reach it
   * @param secret the same for all workers of this ring and for no other
   * @param tellAll gives every worker's words to all, in the order of their ranks
   */
  static RingExchange join(
      int rank, int workers, String host, String secret, UnaryOperator<List<String>> tellAll)
      throws IOException {
    try (ServerSocket server = new ServerSocket(0, workers, InetAddress.getByName(host))) {
      server.setSoTimeout(CONNECT_MS);
      List<String> places = tellAll.apply(List.of(host + " " + server.getLocalPort()));
      String[] place = places.get((rank + 1) % workers).split(" ");
      Socket next = new Socket();
      try {
        next.connect(new InetSocketAddress(place[0], Integer.parseInt(place[1])), CONNECT_MS);
        next.setTcpNoDelay(true);
        new DataOutputStream(next.getOutputStream()).writeUTF(secret + " " + rank);
        return new RingExchange(rank, workers, next, accept(server, rank, workers, secret));
      } catch (IOException | RuntimeException e) {
        next.close();
        throw e;
      }
    }
  }

  /** The connection of the worker before; others are hung up on. */
  private static Socket accept(ServerSocket server, int rank, int workers, String secret)
      throws IOException {
    byte[] expected =
        (secret + " " + (rank + workers - 1) % workers).getBytes(StandardCharsets.UTF_8);
    while (true) {
      Socket socket = server.accept();
      try {
        socket.setSoTimeout(CONNECT_MS);
        byte[] said =
            new DataInputStream(socket.getInputStream()).readUTF().getBytes(StandardCharsets.UTF_8);
        if (MessageDigest.isEqual(expected, said)) {
          socket.setSoTimeout(SILENCE_MS);
          return socket;
        }
      } catch (IOException e) {
        // A stranger that says nothing we understand.
      }
      socket.close();
    }
  }

  @Override
  public void sum(float[] values) {
    round(
        new Numbers(values.length, Float.BYTES) {
          @Override
          void write(int from, int to, ByteBuffer into) {
            into.asFloatBuffer().put(values, from, to - from);
          }

          @Override
          void add(int from, int to, ByteBuffer more) {
            for (int i = from; i < to; i++) {
              values[i] += more.getFloat();
            }
          }

          @Override
          void put(int from, int to, ByteBuffer sums) {
            sums.asFloatBuffer().get(values, from, to - from);
          }
        });
  }

  @Override
  public void sum(double[] values) {
    round(
        new Numbers(values.length, Double.BYTES) {
          @Override
          void write(int from, int to, ByteBuffer into) {
            into.asDoubleBuffer().put(values, from, to - from);
          }

          @Override
          void add(int from, int to, ByteBuffer more) {
            for (int i = from; i < to; i++) {
              values[i] += more.getDouble();
            }
          }

          @Override
          void put(int from, int to, ByteBuffer sums) {
            sums.asDoubleBuffer().get(values, from, to - from);
          }
        });
  }

  /** An array of some kind of number, and how it is written. */
  private abstract static class Numbers {
    final int count;
    final int bytes;

    Numbers(int count, int bytes) {
      this.count = count;
      this.bytes = bytes;
    }

    abstract void write(int from, int to, ByteBuffer into);

    abstract void add(int from, int to, ByteBuffer more);

    abstract void put(int from, int to, ByteBuffer sums);

    int start(int chunk, int chunks) {
      return (int) ((long) count * chunk / chunks);
    }
  }

  private enum Received {
    ADDED,
    PUT
  }

  private void round(Numbers numbers) {
    for (int hop = 0; hop < workers - 1; hop++) {
      hop(numbers, rank - hop, rank - hop - 1, Received.ADDED);
    }
    for (int hop = 0; hop < workers - 1; hop++) {
      hop(numbers, rank - hop + 1, rank - hop, Received.PUT);
    }
  }

  /** Sends one chunk while another comes in. */
  private void hop(Numbers numbers, int sent, int received, Received how) {
    int mine = Math.floorMod(sent, workers);
    int theirs = Math.floorMod(received, workers);
    Future<?> sending =
        sender.submit(
            () -> {
              send(numbers, numbers.start(mine, workers), numbers.start(mine + 1, workers));
              return null;
            });
    try {
      receive(numbers, numbers.start(theirs, workers), numbers.start(theirs + 1, workers), how);
      sending.get();
    } catch (IOException | ExecutionException e) {
      throw new UncheckedIOException(
          "worker %d of %d lost its neighbour".formatted(rank, workers),
          e instanceof IOException io ? io : new IOException(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in an exchange", e);
    }
  }

  private void send(Numbers numbers, int from, int to) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    int most = PIECE_BYTES / numbers.bytes;
    for (int at = from; at < to; at += most) {
      int end = Math.min(to, at + most);
      numbers.write(at, end, ByteBuffer.wrap(piece));
      out.write(piece, 0, (end - at) * numbers.bytes);
    }
    out.flush();
  }

  private void receive(Numbers numbers, int from, int to, Received how) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    int most = PIECE_BYTES / numbers.bytes;
    for (int at = from; at < to; at += most) {
      int end = Math.min(to, at + most);
      in.readFully(piece, 0, (end - at) * numbers.bytes);
      if (how == Received.ADDED) {
        numbers.add(at, end, ByteBuffer.wrap(piece));
      } else {
        numbers.put(at, end, ByteBuffer.wrap(piece));
      }
    }
  }

  @Override
  public void close() {
    sender.shutdownNow();
    try (next;
        previous) {
      // Both are closed, whatever becomes of the first.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
