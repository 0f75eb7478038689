package io.depthlm.common.vlm.train;

/**
 * Brings the workers of one training run together, each step. All workers call the same methods
 * with arrays of the same lengths in the same order, and each gets the same bits: so equal weights
 * stay equal.
 */
public interface Exchange {
  /** Replaces the numbers by their sums over all workers. */
  void sum(float[] values);

  /** Replaces the numbers by their sums over all workers. */
  void sum(double[] values);
}
