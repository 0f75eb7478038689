package io.depthlm.common.metrics;

import io.depthlm.common.core.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * SplitMix64 from a name: uniforms that depend on the name and their number alone, so that any
 * partitioning draws the same.
 */
public final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private long state;

  private SplitMix(long state) {
    this.state = state;
  }

  /** The stream whose state is the first 8 bytes, big endian, of the name's SHA-256. */
  public static SplitMix of(String name) {
    return new SplitMix(
        ByteBuffer.wrap(Ids.sha256().digest(name.getBytes(StandardCharsets.UTF_8))).getLong());
  }

  /** The next uniform in [0, 1): the upper 53 bits of the next output. */
  public double uniform() {
    state += GOLDEN;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
