package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.DatasetFiles;
import java.io.IOException;
import java.io.InputStream;

/** A range of a file, read forward in blocks: nothing outside of it is asked for. */
final class RangeStream extends InputStream {
  private static final int BLOCK = 4 << 20;

  private final DatasetFiles files;
  private final String path;
  private final long end;
  private long next;
  private byte[] block = {};
  private int at;

  /**
   * @param from the first byte
   * @param end the byte after the last one, not beyond the end of the file
   */
  RangeStream(DatasetFiles files, String path, long from, long end) {
    this.files = files;
    this.path = path;
    this.next = from;
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    return filled() ? block[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!filled()) {
      return -1;
    }
    int n = Math.min(length, block.length - at);
    System.arraycopy(block, at, to, from, n);
    at += n;
    return n;
  }

  private boolean filled() throws IOException {
    if (at < block.length) {
      return true;
    }
    if (next >= end) {
      return false;
    }
    block = files.readRange(path, next, (int) Math.min(BLOCK, end - next));
    next += block.length;
    at = 0;
    return block.length > 0;
  }
}
