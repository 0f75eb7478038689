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
  private static final long TERMINAL_EVERY_MS = 200;
  private static final long PLAIN_EVERY_MS = 10_000;

  /** The line of the process's terminal; null where standard error is no terminal. */
  private static volatile ProgressLine ofProcess;

  private final PrintWriter err;
  private final ProgressLine line;
  private final LongSupplier clockMs;

  private String counted;
  private long startMs;
  private long startDone;
  private long lastMs;

  /**
   * Progress of a command.
   *
   * @param err takes whole lines
   * @param line takes the line that rewrites itself; null where there is no terminal
   */
  ConsoleProgress(PrintWriter err, ProgressLine line, LongSupplier clockMs) {
    this.err = err;
    this.line = line;
    this.clockMs = clockMs;
  }

  /** Progress that fits where the process's standard error goes. */
  static ConsoleProgress on(PrintWriter err) {
    return new ConsoleProgress(err, ofProcess, () -> System.nanoTime() / 1_000_000);
  }

  /** Names the terminal of this process, on which progress is drawn from now on. */
  static void drawOn(ProgressLine line) {
    ofProcess = line;
  }

  /** Removes what is drawn, at the end of the process. */
  static void wipe() {
    ProgressLine line = ofProcess;
    if (line != null) {
      line.wipe();
    }
  }

  @Override
  public synchronized void say(String text) {
    if (line != null) {
      line.wipe();
    }
    err.println(text);
    err.flush();
  }

  @Override
  public synchronized void update(String what, long done, long total) {
    long now = clockMs.getAsLong();
    if (!what.equals(counted)) {
      counted = what;
      startMs = now;
      startDone = done;
      lastMs = line == null ? now : 0;
    }
    long every = line == null ? PLAIN_EVERY_MS : TERMINAL_EVERY_MS;
    boolean complete = done == total;
    if (now - lastMs < every && !complete) {
      return;
    }
    lastMs = now;
    String text = text(what, done, total, now);
    if (line == null || complete) {
      say(text);
    } else {
      line.draw(text);
    }
  }

  private String text(String what, long done, long total, long now) {
    StringBuilder text = new StringBuilder("  ").append(number(done));
    if (total >= 0) {
      text.append(" of ").append(number(total));
    }
    text.append(' ').append(what);
    double seconds = (now - startMs) / 1000.0;
    double rate = seconds > 0 ? (done - startDone) / seconds : 0;
    if (rate > 0) {
      text.append(", ").append(rate >= 10 ? number(Math.round(rate)) : "%.1f".formatted(rate));
      text.append("/s");
      if (total > done) {
        text.append(", ").append(Durations.text((total - done) / rate)).append(" left");
      }
    }
    return text.toString();
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
