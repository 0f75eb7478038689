package io.depthlm.jobs.cli;

import io.depthlm.jobs.spark.Durations;
import io.depthlm.jobs.spark.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Progress on standard error: one line that rewrites itself on a terminal, a plain line every ten
 * seconds elsewhere.
 */
final class ConsoleProgress implements Progress {
  /** Where the lines go. */
  enum Screen {
    TERMINAL,
    PLAIN
  }

  private static final long TERMINAL_EVERY_MS = 200;
  private static final long PLAIN_EVERY_MS = 10_000;

  private final PrintWriter err;
  private final Screen screen;
  private final LongSupplier clockMs;

  private String counted;
  private long startMs;
  private long startDone;
  private long lastMs;
  private int drawn;

  ConsoleProgress(PrintWriter err, Screen screen, LongSupplier clockMs) {
    this.err = err;
    this.screen = screen;
    this.clockMs = clockMs;
  }

  /** Progress that fits where standard error goes. */
  static ConsoleProgress on(PrintWriter err) {
    return new ConsoleProgress(
        err,
        System.console() == null ? Screen.PLAIN : Screen.TERMINAL,
        () -> System.nanoTime() / 1_000_000);
  }

  @Override
  public synchronized void say(String line) {
    wipe();
    err.println(line);
    err.flush();
  }

  @Override
  public synchronized void update(String what, long done, long total) {
    long now = clockMs.getAsLong();
    if (!what.equals(counted)) {
      counted = what;
      startMs = now;
      startDone = done;
      lastMs = screen == Screen.TERMINAL ? 0 : now;
    }
    long every = screen == Screen.TERMINAL ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    boolean complete = done == total;
    if (now - lastMs < every && !complete) {
      return;
    }
    lastMs = now;
    String line = line(what, done, total, now);
    if (screen == Screen.PLAIN || complete) {
      say(line);
    } else {
      wipe();
      err.print(line);
      drawn = line.length();
      err.flush();
    }
  }

  private void wipe() {
    if (drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      drawn = 0;
    }
  }

  private String line(String what, long done, long total, long now) {
    StringBuilder line = new StringBuilder("  ").append(number(done));
    if (total >= 0) {
      line.append(" of ").append(number(total));
    }
    line.append(' ').append(what);
    double seconds = (now - startMs) / 1000.0;
    double rate = seconds > 0 ? (done - startDone) / seconds : 0;
    if (rate > 0) {
      line.append(", ").append(rate >= 10 ? number(Math.round(rate)) : "%.1f".formatted(rate));
      line.append("/s");
      if (total > done) {
        line.append(", ").append(Durations.text((total - done) / rate)).append(" left");
      }
    }
    return line.toString();
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
