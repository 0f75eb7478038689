package io.depthlm.common.metrics;

/**
 * The depths a dataset is customarily scored on, both ends included; a depth of 0 never is.
 *
 * @param minM metres
 * @param maxM metres
 */
public record TruthRange(double minM, double maxM) implements java.io.Serializable {
  /** Every positive depth. */
  public static final TruthRange ALL = new TruthRange(0, Double.MAX_VALUE);

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException unless 0 ≤ minM ≤ maxM
   */
  public TruthRange {
    if (!(minM >= 0 && minM <= maxM)) {
      throw new IllegalArgumentException(
          "a truth range needs 0 <= min_m <= max_m, found %s to %s".formatted(minM, maxM));
    }
  }

  /** Whether a depth is scored. */
  public boolean holds(double truthM) {
    return truthM > 0 && truthM >= minM && truthM <= maxM;
  }
}
