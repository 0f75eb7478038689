package io.depthlm.jobs.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedRangeTest {
  private final List<String> reads = new ArrayList<>();
  private boolean broken;

  private byte[] source(long offset, long length) throws IOException {
    reads.add(offset + "+" + length);
    if (broken) {
      throw new IOException("not now");
    }
    byte[] bytes = new byte[(int) length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (offset + i);
    }
    return bytes;
  }

  @Test
  void neighboursAreReadAtOnce() throws IOException {
    SharedRange range = new SharedRange("a.tar", this::source, 512, 10);
    assertTrue(range.extend("a.tar", 1024, 4));
    assertTrue(range.extend("a.tar", 100, 20), "also the one before");
    assertFalse(range.extend("b.tar", 1100, 1), "another shard");
    assertFalse(range.extend("a.tar", 10_000_000, 1), "too far away");
    assertFalse(range.extend("a.tar", 1100, SharedRange.MAX_BYTES), "too long");
    assertFalse(range.extend("a.tar", -5, 1));
    assertFalse(range.extend("a.tar", 1100, -1));
    assertArrayEquals(new byte[] {0, 1, 2, 3}, range.read(1024, 4));
    assertArrayEquals(new byte[] {100, 101}, range.read(100, 2));
    assertEquals(10, range.read(512, 10).length);
    assertEquals(List.of("100+928"), reads);
    assertFalse(range.extend("a.tar", 1030, 2), "it is read already");
  }

  @Test
  void aReadThatFailsIsTriedAgainForTheNext() throws IOException {
    SharedRange range = new SharedRange("a.tar", this::source, 0, 10);
    broken = true;
    assertThrows(IOException.class, () -> range.read(0, 5));
    broken = false;
    assertEquals(5, range.read(5, 5).length);
    assertEquals(List.of("0+10", "0+10"), reads);
  }
}
