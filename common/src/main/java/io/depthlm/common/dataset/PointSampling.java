package io.depthlm.common.dataset;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Which of a frame's labelled pixels are taken: uniformly, by a seed, the same on any cluster.
 *
 * <p>Each pixel has a rank that depends on the seed, the frame's id and its place in the picture
 * alone; the pixels of the lowest ranks are taken. So a smaller sample is a part of a larger one,
 * and a label that comes or goes moves no other. The rank is the finaliser of SplitMix64 over
 * {@code key + (place + 1) · 0x9e3779b97f4a7c15}, where the key is the first 8 bytes of the SHA-256
 * of {@code "SEED:FRAME_ID"}, compared unsigned.
 *
 * @param perFrame how many a frame; {@link #ALL} for all
 * @param seed any number
 */
public record PointSampling(int perFrame, long seed) implements Serializable {
  /** Every labelled pixel. */
  public static final int ALL = 0;

  /** Checks the number. */
  public PointSampling {
    if (perFrame < 0) {
      throw new IllegalArgumentException("points per frame: at least 0, found " + perFrame);
    }
  }

  /**
   * Chooses among candidates.
   *
   * @param places the candidates' places in the picture, {@code row · width + column}, each once
   * @return indices into {@code places}, ascending
   */
  public int[] choose(String frameId, int[] places) {
    int n = places.length;
    if (perFrame == ALL || n <= perFrame) {
      int[] all = new int[n];
      Arrays.setAll(all, i -> i);
      return all;
    }
    long key = key(frameId);
    // The rank is a bijection of the place: no two are equal.
    long last = lastOfLowest(key, places);
    int[] chosen = new int[perFrame];
    int taken = 0;
    for (int i = 0; i < n; i++) {
      if (rank(key, places[i]) <= last) {
        chosen[taken++] = i;
      }
    }
    return chosen;
  }

  /** The highest of the {@code perFrame} lowest ranks, by a heap of that many: maps are large. */
  private long lastOfLowest(long key, int[] places) {
    PriorityQueue<Long> lowest = new PriorityQueue<>(perFrame, Comparator.reverseOrder());
    for (int place : places) {
      long rank = rank(key, place);
      if (lowest.size() < perFrame) {
        lowest.add(rank);
      } else if (rank < lowest.peek()) {
        lowest.poll();
        lowest.add(rank);
      }
    }
    return lowest.peek();
  }

  private long key(String frameId) {
    byte[] digest =
        io.depthlm.common.core.Ids.sha256()
            .digest((seed + ":" + frameId).getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  private static long rank(long key, int place) {
    long z = key + (place + 1L) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    // Signed comparison of this is unsigned comparison of the rank.
    return z ^ (z >>> 31) ^ Long.MIN_VALUE;
  }
}
