package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a UTF-8 stream, each held as a whole, none beyond a limit. A line ends in a line
 * feed, a carriage return, or both. Not thread-safe; the caller closes the stream.
 */
final class TextLines {
  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private byte[] line = new byte[1 << 12];
  private int length;
  private boolean afterReturn;

  TextLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * The next line without its end, or null after the last.
   *
   * @throws LineFault if it is too long or not UTF-8; the next call gives the line after it
   */
  String next() throws IOException, LineFault {
    length = 0;
    long bytes = 0;
    boolean some = false;
    while (at < end || fill()) {
      byte b = buffer[at++];
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      some = true;
      afterReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        return text(bytes);
      }
      bytes++;
      if (bytes <= maxBytes) {
        add(b);
      }
    }
    return some ? text(bytes) : null;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private void add(byte b) {
    if (length == line.length) {
      line = Arrays.copyOf(line, (int) Math.min(maxBytes, 2L * length));
    }
    line[length++] = b;
  }

  private String text(long bytes) throws LineFault {
    if (bytes > maxBytes) {
      throw new LineFault(
          RejectReason.TOO_LARGE, "a line of " + bytes + " bytes, at most " + maxBytes);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new LineFault(
          RejectReason.NOT_UTF8, "bytes that are not UTF-8; convert the file, or mend the line");
    }
  }
}
