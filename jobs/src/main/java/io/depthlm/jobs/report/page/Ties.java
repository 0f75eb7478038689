package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.RunReport.Cell;

/**
 * Where every pair is tied, {@code order_wrong} is 0 and no merit: the model says the same number
 * for all points.
 */
final class Ties {
  private static final String WRONG = "order_wrong";
  private static final String TIED = "order_tied";

  private Ties() {}

  /**
   * Whether a metric counts wrong pairs of which all are tied.
   *
   * @param metric {@code order_wrong} or one of its bands; bands by distance in the picture have no
   *     share of ties of their own, so there the share of all pairs decides
   */
  static boolean all(Cell cell, String slice, String metric) {
    return metric.startsWith(WRONG)
        && (isOne(cell, slice, TIED)
            || isOne(cell, slice, TIED + metric.substring(WRONG.length())));
  }

  private static boolean isOne(Cell cell, String slice, String metric) {
    Double share = cell.figure(slice, metric).value();
    return share != null && share == 1;
  }
}
