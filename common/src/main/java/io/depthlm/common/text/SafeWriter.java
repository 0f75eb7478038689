package io.depthlm.common.text;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * A writer to a terminal that replaces control characters by {@code ?}, except line breaks, tabs
 * and the carriage return of a progress line.
 */
public final class SafeWriter extends FilterWriter {
  /** Closing this closes the other writer. */
  public SafeWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int c) throws IOException {
    out.write(safe((char) c));
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    char[] safe = new char[length];
    for (int i = 0; i < length; i++) {
      safe[i] = safe(chars[offset + i]);
    }
    out.write(safe, 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    write(text.toCharArray(), offset, length);
  }

  private static char safe(char c) {
    return c == '\n' || c == '\r' || c == '\t' || !SafeText.steers(c) ? c : '?';
  }
}
