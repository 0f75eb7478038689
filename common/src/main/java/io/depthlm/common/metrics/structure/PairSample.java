package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.SplitMix;

/**
 * Pairs of an image's points: all of them up to a cap, otherwise as many as the cap.
 *
 * <p>The list of all pairs (i, j), i &lt; j, sorted by i and then j, is cut into as many equal
 * stretches as the cap; pair k is the one at place ⌊(k + u) · length / cap⌋, where u is the k-th
 * uniform of {@link SplitMix} from {@code "pairs/IMAGE"}. So every point gets its share, time and
 * memory grow with the points and the cap only, and all models meet the same pairs.
 *
 * @param cap the most pairs of an image
 */
record PairSample(int cap) {
  /** All pairs of 100 points, the customary number an image, and some more. */
  static final PairSample DEFAULT = new PairSample(5_000);

  /** Takes a pair. */
  interface Pair {
    void take(int i, int j);
  }

  void forEach(String image, int points, Pair pair) {
    long all = (long) points * (points - 1) / 2;
    if (all <= cap) {
      for (int i = 0; i < points; i++) {
        for (int j = i + 1; j < points; j++) {
          pair.take(i, j);
        }
      }
      return;
    }
    SplitMix stream = SplitMix.of("pairs/" + image);
    double stretch = (double) all / cap;
    int i = 0;
    // the place of (i, i + 1)
    long first = 0;
    for (int k = 0; k < cap; k++) {
      long place = Math.min(all - 1, (long) ((k + stream.uniform()) * stretch));
      // places only grow, so each row is passed once
      while (place >= first + (points - 1 - i)) {
        first += points - 1 - i;
        i++;
      }
      pair.take(i, i + 1 + (int) (place - first));
    }
  }
}
