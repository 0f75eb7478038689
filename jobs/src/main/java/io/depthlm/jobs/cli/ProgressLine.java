package io.depthlm.jobs.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The last line of a terminal, which rewrites itself. Whatever else the process prints wipes it
 * first, so that no output is appended to half a line of progress.
 */
final class ProgressLine {
  private final PrintStream terminal;
  private int drawn;

  /**
   * A line that is not drawn yet.
   *
   * @param terminal the terminal itself, not a stream that {@link #before} returned
   */
  ProgressLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** Replaces the line. */
  synchronized void draw(String text) {
    wipe();
    terminal.print(text);
    terminal.flush();
    drawn = text.length();
  }

  /** Removes the line. */
  synchronized void wipe() {
    if (drawn > 0) {
      terminal.print("\r" + " ".repeat(drawn) + "\r");
      terminal.flush();
      drawn = 0;
    }
  }

  /** A stream to the same terminal that removes the line before it prints. */
  PrintStream before(PrintStream target) {
    return new PrintStream(new Wiping(target), true, StandardCharsets.UTF_8);
  }

  private final class Wiping extends FilterOutputStream {
    Wiping(OutputStream target) {
      super(target);
    }

    @Override
    public void write(int b) throws IOException {
      synchronized (ProgressLine.this) {
        wipe();
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return;
      }
      synchronized (ProgressLine.this) {
        wipe();
        out.write(bytes, from, length);
      }
    }
  }
}
