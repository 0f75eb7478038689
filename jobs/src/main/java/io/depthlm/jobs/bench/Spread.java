package io.depthlm.jobs.bench;

import java.util.Arrays;

/** The spread of a figure that was measured several times. */
public record Spread(double median, double least, double greatest) {
  /** Of at least one value. */
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    return new Spread(median, sorted[0], sorted[n - 1]);
  }
}
