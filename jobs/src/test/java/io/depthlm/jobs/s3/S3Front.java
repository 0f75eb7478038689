package io.depthlm.jobs.s3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands before an S3 server on loopback: writes down every request, and gives chosen ones the
 * treatment of a bad day. Heads are passed on as they came, or signatures would not hold.
 */
public final class S3Front implements AutoCloseable {
  /** What becomes of a request. */
  public enum Fault {
    NONE,
    /** 503 Slow Down. */
    UNAVAILABLE,
    /** The connection is closed without an answer, the request never arrives. */
    DROPPED,
    /** The server does what it was asked, and its answer is lost. */
    ANSWER_LOST
  }

  private record Rule(Fault fault, Predicate<String> requests) {}

  private final ServerSocket listening;
  private final int serverPort;
  private final ExecutorService threads = Executors.newCachedThreadPool(S3Front::daemon);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Object conditional = new Object();
  private volatile Rule rule = new Rule(Fault.NONE, request -> false);
  private volatile String droppedHeader = "";

  S3Front(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Where clients connect to. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** Treats the requests ("PUT /bucket/key?query") that satisfy a condition so from now on. */
  public void fail(Fault fault, Predicate<String> requests) {
    rule = new Rule(fault, requests);
  }

  /** As {@link #fail(Fault, Predicate)}, for the first such requests only. */
  public void failFirst(int count, Fault fault, Predicate<String> requests) {
    AtomicInteger left = new AtomicInteger(count);
    fail(fault, request -> requests.test(request) && left.getAndDecrement() > 0);
  }

  /** All is well again. */
  public void heal() {
    fail(Fault.NONE, request -> false);
  }

  /** Takes a header away from every request, as a server that does not know it would. */
  public void ignoreHeader(String name) {
    droppedHeader = name.toLowerCase(Locale.ROOT);
  }

  /** The requests so far, as "GET /bucket/key?query", in the order of their arrival. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Forgets the requests so far. */
  public void forgetRequests() {
    requests.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      open.add(server);
      Answers answers = new Answers(server.getInputStream(), client.getOutputStream());
      threads.execute(() -> answers.pass(client));
      InputStream in = client.getInputStream();
      while (oneRequest(in, client, server, answers)) {
        // the next one
      }
    } catch (IOException e) {
      // one of the two hung up
    } finally {
      open.remove(client);
    }
  }

  /** False if the connection is over. */
  private boolean oneRequest(InputStream in, Socket client, Socket server, Answers answers)
      throws IOException {
    String head = head(in);
    if (head == null) {
      return false;
    }
    String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
    String request = line[0] + " " + line[1];
    requests.add(request);
    Rule now = rule;
    Fault fault = now.requests().test(request) ? now.fault() : Fault.NONE;
    switch (fault) {
      case UNAVAILABLE -> {
        byte[] body =
            "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
                .getBytes(StandardCharsets.UTF_8);
        OutputStream out = client.getOutputStream();
        out.write(
            ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                    + "Content-Length: "
                    + body.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        if (!line[0].equals("HEAD")) {
          out.write(body);
        }
        out.flush();
        client.shutdownOutput();
        return false;
      }
      case DROPPED -> {
        return false;
      }
      case ANSWER_LOST -> answers.lose();
      case NONE -> {}
    }
    // The server looks and then writes; a real one does both in one step.
    if (head.toLowerCase(Locale.ROOT).contains("\r\nif-none-match:")) {
      synchronized (conditional) {
        long before = answers.passed();
        forward(head, in, server.getOutputStream());
        answers.awaitMoreThan(before);
      }
    } else {
      forward(head, in, server.getOutputStream());
    }
    return true;
  }

  private void forward(String head, InputStream in, OutputStream out) throws IOException {
    StringBuilder passed = new StringBuilder();
    long length = 0;
    boolean chunked = false;
    for (String line : head.split("\r\n")) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(line.substring(15).trim());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      if (droppedHeader.isEmpty() || !lower.startsWith(droppedHeader + ":")) {
        passed.append(line).append("\r\n");
      }
    }
    out.write(passed.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (chunked) {
      passChunks(in, out);
    } else {
      passExactly(in, out, length);
    }
    out.flush();
  }

  private static void passChunks(InputStream in, OutputStream out) throws IOException {
    while (true) {
      String size = line(in);
      out.write((size + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      long bytes = Long.parseLong(size.split(";")[0].trim(), 16);
      if (bytes == 0) {
        String trailer;
        do {
          trailer = line(in);
          out.write((trailer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        } while (!trailer.isEmpty());
        return;
      }
      passExactly(in, out, bytes + 2);
    }
  }

  private static void passExactly(InputStream in, OutputStream out, long length)
      throws IOException {
    byte[] piece = new byte[64 * 1024];
    for (long left = length; left > 0; ) {
      int n = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (n < 0) {
        throw new EOFException();
      }
      out.write(piece, 0, n);
      left -= n;
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /** Up to the empty line, which is left out; null at the end. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      head.write(c);
      last = last << 8 | c;
      if (last == 0x0d0a0d0a) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "s3-front");
    thread.setDaemon(true);
    return thread;
  }

  /** The way back of one connection. */
  private static final class Answers {
    private final InputStream from;
    private final OutputStream to;
    private boolean lost;
    private boolean over;
    private long passed;

    Answers(InputStream from, OutputStream to) {
      this.from = from;
      this.to = to;
    }

    synchronized void lose() {
      lost = true;
    }

    synchronized long passed() {
      return passed;
    }

    /** Returns when an answer has begun to come. */
    synchronized void awaitMoreThan(long before) throws IOException {
      try {
        while (passed <= before && !over) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    void pass(Socket client) {
      byte[] piece = new byte[64 * 1024];
      try (client) {
        for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
          synchronized (this) {
            boolean onlyGoAhead =
                new String(piece, 0, n, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 100");
            if (lost && !onlyGoAhead) {
              return;
            }
            if (!onlyGoAhead) {
              passed += n;
              notifyAll();
            }
          }
          to.write(piece, 0, n);
          to.flush();
        }
      } catch (IOException e) {
        // one of the two hung up
      } finally {
        synchronized (this) {
          over = true;
          notifyAll();
        }
      }
    }
  }
}
