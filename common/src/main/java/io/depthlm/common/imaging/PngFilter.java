package io.depthlm.common.imaging;

import io.depthlm.common.imaging.ImageRejected.Reason;

/** The five row filters of PNG, undone in place. A row's first byte names its filter. */
final class PngFilter {
  private PngFilter() {}

  /**
   * Restores a row.
   *
   * @param row filter byte, then the row as stored; restored in place
   * @param above the restored row above (same layout), zeros for the first
   * @param step bytes from a byte to the one left of it: whole bytes per pixel, at least 1
   */
  static void undo(byte[] row, byte[] above, int step) {
    switch (row[0]) {
      case 0 -> {}
      case 1 -> left(row, step);
      case 2 -> up(row, above);
      case 3 -> average(row, above, step);
      case 4 -> paeth(row, above, step);
      default ->
          throw new ImageRejected(
              Reason.UNREADABLE, "a PNG row with filter %d".formatted(row[0] & 0xff));
    }
  }

  private static void left(byte[] row, int step) {
    for (int i = 1 + step; i < row.length; i++) {
      row[i] = (byte) (row[i] + row[i - step]);
    }
  }

  private static void up(byte[] row, byte[] above) {
    for (int i = 1; i < row.length; i++) {
      row[i] = (byte) (row[i] + above[i]);
    }
  }

  private static void average(byte[] row, byte[] above, int step) {
    for (int i = 1; i < row.length; i++) {
      int left = i > step ? row[i - step] & 0xff : 0;
      row[i] = (byte) (row[i] + ((left + (above[i] & 0xff)) >> 1));
    }
  }

  private static void paeth(byte[] row, byte[] above, int step) {
    int end = Math.min(row.length, 1 + step);
    for (int i = 1; i < end; i++) {
      row[i] = (byte) (row[i] + above[i]); // nothing left of it: the one above is the nearest
    }
    for (int i = end; i < row.length; i++) {
      int a = row[i - step] & 0xff;
      int b = above[i] & 0xff;
      int c = above[i - step] & 0xff;
      int fromA = Math.abs(b - c);
      int fromB = Math.abs(a - c);
      int fromC = Math.abs(a + b - 2 * c);
      int nearest = fromA <= fromB && fromA <= fromC ? a : fromB <= fromC ? b : c;
      row[i] = (byte) (row[i] + nearest);
    }
  }
}
