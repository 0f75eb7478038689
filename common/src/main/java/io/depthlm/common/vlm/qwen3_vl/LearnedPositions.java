package io.depthlm.common.vlm.qwen3_vl;

import io.depthlm.common.vlm.image.GridSize;

/**
 * Where the patches of a grid stand among the learned positions, a square that is stretched over
 * the image corner to corner and read between its points linearly, as transformers 5.24 does
 * ({@code get_vision_interpolation_indices_and_weights}). Patches in the processor's order: squares
 * of merged patches row by row, the patches of each row by row.
 *
 * @param taps [patches · 4] the learned positions around each patch
 * @param shares [patches · 4] their weights
 * @param rows the row of each patch
 * @param columns the column of each patch
 */
record LearnedPositions(long[] taps, float[] shares, float[] rows, float[] columns) {
  static LearnedPositions of(GridSize grid, int merge, int side) {
    int patches = grid.patches();
    long[] taps = new long[4 * patches];
    float[] shares = new float[4 * patches];
    float[] rows = new float[patches];
    float[] columns = new float[patches];
    int unit = merge * merge;
    int squares = grid.columns() / merge;
    for (int patch = 0; patch < patches; patch++) {
      int square = patch / unit;
      int row = square / squares * merge + patch % unit / merge;
      int column = square % squares * merge + patch % merge;
      rows[patch] = row;
      columns[patch] = column;
      float y = place(row, grid.rows(), side);
      float x = place(column, grid.columns(), side);
      for (int tap = 0; tap < 4; tap++) {
        int top = (int) y + tap / 2;
        int left = (int) x + tap % 2;
        taps[4 * patch + tap] = (long) Math.min(top, side - 1) * side + Math.min(left, side - 1);
        shares[4 * patch + tap] = share(y, top) * share(x, left);
      }
    }
    return new LearnedPositions(taps, shares, rows, columns);
  }

  private static float place(int index, int size, int side) {
    return (float) index * (side - 1) / Math.max(size - 1, 1);
  }

  private static float share(float place, int at) {
    return Math.max(0, 1 - Math.abs(place - at));
  }
}
