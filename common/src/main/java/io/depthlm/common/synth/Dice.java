package io.depthlm.common.synth;

import java.util.List;

/**
 * Random choices that are the same on any machine and Java version: SplitMix64, whose every seed
 * gives another sequence (a bijection of 64 bits), so that two scenes never share one by collision.
 */
final class Dice {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private long state;

  Dice(long seed) {
    state = seed;
  }

  /** A bijection of 64 bits in which every input bit moves about half of the output's. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long next() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  double unit() {
    return (next() >>> 11) * 0x1p-53;
  }

  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /** Uniform in the logarithm: as many between 1 and 2 as between 2 and 4. */
  double logBetween(double low, double high) {
    return low * StrictMath.exp(unit() * StrictMath.log(high / low));
  }

  /** A whole number, both ends included. */
  int whole(int low, int high) {
    return low + (int) (unit() * (high - low + 1));
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  <T> T pick(List<T> of) {
    return of.get(whole(0, of.size() - 1));
  }

  int sign() {
    return (next() & 1) == 0 ? -1 : 1;
  }
}
