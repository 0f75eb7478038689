package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;

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
              RejectReason.IMAGE_UNREADABLE, "a PNG row with filter %d".formatted(row[0] & 0xff));
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
    if (step == 3) {
      paeth3(row, above);
      return;
    }
    for (int i = end; i < row.length; i++) {
      row[i] =
          (byte) (row[i] + nearest(row[i - step] & 0xff, above[i] & 0xff, above[i - step] & 0xff));
    }
  }

  /**
   * The filter of most rows of photographs, for 8-bit RGB: the three samples' chains run side by
   * side, with what lies left kept out of memory.
   */
  private static void paeth3(byte[] row, byte[] above) {
    if (row.length < 4) {
      return;
    }
    int a0 = row[1] & 0xff;
    int a1 = row[2] & 0xff;
    int a2 = row[3] & 0xff;
    int c0 = above[1] & 0xff;
    int c1 = above[2] & 0xff;
    int c2 = above[3] & 0xff;
    for (int i = 4; i + 2 < row.length; i += 3) {
      int b0 = above[i] & 0xff;
      int b1 = above[i + 1] & 0xff;
      int b2 = above[i + 2] & 0xff;
      a0 = (row[i] + nearest(a0, b0, c0)) & 0xff;
      a1 = (row[i + 1] + nearest(a1, b1, c1)) & 0xff;
      a2 = (row[i + 2] + nearest(a2, b2, c2)) & 0xff;
      c0 = b0;
      c1 = b1;
      c2 = b2;
      row[i] = (byte) a0;
      row[i + 1] = (byte) a1;
      row[i + 2] = (byte) a2;
    }
  }

  /**
   * Which of left, above and above-left is nearest to left + above − above-left; on a tie the first
   * of them. Without branches, which grain makes unpredictable: sign bits select.
   */
  private static int nearest(int a, int b, int c) {
    int fromA = b - c;
    int fromB = a - c;
    int fromC = Math.abs(fromA + fromB);
    fromA = Math.abs(fromA);
    fromB = Math.abs(fromB);
    int takeB = (fromB - fromA) >> 31;
    int ab = a ^ ((a ^ b) & takeB);
    int fromAb = fromA ^ ((fromA ^ fromB) & takeB);
    int takeC = (fromC - fromAb) >> 31;
    return ab ^ ((ab ^ c) & takeC);
  }
}
