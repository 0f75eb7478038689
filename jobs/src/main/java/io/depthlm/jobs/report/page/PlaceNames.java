package io.depthlm.jobs.report.page;

/** Where in the picture a part of its grid of 6 by 4 is, in words. */
final class PlaceNames {
  private static final String[] ROWS = {"top", "upper middle", "lower middle", "bottom"};
  private static final String[] COLUMNS = {
    "far left", "left", "centre left", "centre right", "right", "far right"
  };

  private PlaceNames() {}

  static String of(int column, int row) {
    return ROWS[row] + ", " + COLUMNS[column];
  }
}
