package io.depthlm.jobs.predict;

import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Numbers whose hashes fall into different partitions: Spark places a row by hashing its key, so
 * spreading 12 keys over 12 tasks leaves some with two and some with none. Keys chosen by their
 * hash give each task one.
 */
final class EvenSlots {
  /** The seed of Spark's hash partitioning. */
  private static final int SEED = 42;

  private EvenSlots() {}

  /** {@code keys[p]} is placed into partition p of {@code partitions}. */
  static int[] keys(int partitions) {
    int[] keys = new int[partitions];
    boolean[] found = new boolean[partitions];
    int missing = partitions;
    for (int key = 0; missing > 0; key++) {
      int at = Math.floorMod(Murmur3_x86_32.hashInt(key, SEED), partitions);
      if (!found[at]) {
        found[at] = true;
        keys[at] = key;
        missing--;
      }
    }
    return keys;
  }
}
