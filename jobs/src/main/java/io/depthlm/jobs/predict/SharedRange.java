package io.depthlm.jobs.predict;

import java.io.IOException;
import java.util.Arrays;

/**
 * A range of a container with several images. One request reads it when the first image is needed.
 * Frames of a work unit lie next to one another in their shard.
 *
 * <p>Kept in memory until the last of its frames is done with; safe for concurrent use.
 */
final class SharedRange {
  /** A few frames ahead hold one of these. */
  static final long MAX_BYTES = 8L << 20;

  /** A gap between two images that is cheaper to read than to skip with another request. */
  private static final long MAX_GAP_BYTES = 256 * 1024;

  /** Reads a part of the container. */
  interface Source {
    byte[] read(long offset, long length) throws IOException;
  }

  private final String container;
  private final Source source;
  private long from;
  private long to;
  private byte[] bytes;

  SharedRange(String container, Source source, long offset, long length) {
    this.container = container;
    this.source = source;
    this.from = offset;
    this.to = Math.addExact(offset, length);
  }

  /**
   * Adds another image, before the first is read.
   *
   * @return false if it is of another container, too far away, or the stretch would be too long
   */
  synchronized boolean extend(String otherContainer, long offset, long length) {
    if (!container.equals(otherContainer) || bytes != null || offset < 0 || length < 0) {
      return false;
    }
    long end = Math.addExact(offset, length);
    long gap = Math.max(offset - to, from - end);
    long joined = Math.max(to, end) - Math.min(from, offset);
    if (gap > MAX_GAP_BYTES || joined > MAX_BYTES) {
      return false;
    }
    from = Math.min(from, offset);
    to = Math.max(to, end);
    return true;
  }

  /** The bytes of one image; a read that fails is tried again for the next. */
  synchronized byte[] read(long offset, long length) throws IOException {
    if (bytes == null) {
      bytes = source.read(from, to - from);
    }
    return Arrays.copyOfRange(bytes, (int) (offset - from), (int) (offset - from + length));
  }
}
