package io.depthlm.common.vlm.qwen2_5;

import io.depthlm.common.vlm.image.GridSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the patches of one image size stand in the Qwen vision tower, worked out once a size: windows
 * of equal size next to each other, so that they run as one batch.
 *
 * @param order for each place, the patch (in the processor's order) that stands there
 * @param back for each merged token in reading order, the place of its block among the blocks
 * @param rows the patch row at each place
 * @param columns the patch column at each place
 * @param windows count and patches of each kind of window, in the order of the places
 */
record QwenLayout(long[] order, long[] back, float[] rows, float[] columns, int[] windows) {
  /**
   * Lays out a grid.
   *
   * @param merge side, in patches, of the block that becomes one token
   * @param window side of a window in such blocks
   */
  static QwenLayout of(GridSize grid, int merge, int window) {
    if (grid.rows() % merge != 0 || grid.columns() % merge != 0) {
      throw new IllegalArgumentException(
          "%d x %d patches do not divide into blocks of %d"
              .formatted(grid.rows(), grid.columns(), merge));
    }
    int blockRows = grid.rows() / merge;
    int blockColumns = grid.columns() / merge;
    // Blocks of each window in reading order, windows grouped by how many blocks they hold.
    Map<Integer, List<List<Integer>>> bySize = new LinkedHashMap<>();
    for (int top = 0; top < blockRows; top += window) {
      for (int left = 0; left < blockColumns; left += window) {
        List<Integer> blocks = new ArrayList<>();
        for (int r = top; r < Math.min(top + window, blockRows); r++) {
          for (int c = left; c < Math.min(left + window, blockColumns); c++) {
            blocks.add(r * blockColumns + c);
          }
        }
        bySize.computeIfAbsent(blocks.size(), size -> new ArrayList<>()).add(blocks);
      }
    }
    return place(bySize, blockColumns, merge, grid.patches());
  }

  private static QwenLayout place(
      Map<Integer, List<List<Integer>>> bySize, int blockColumns, int merge, int patches) {
    int unit = merge * merge;
    long[] order = new long[patches];
    long[] back = new long[patches / unit];
    float[] rows = new float[patches];
    float[] columns = new float[patches];
    int[] windows = new int[2 * bySize.size()];
    int kind = 0;
    int at = 0;
    for (Map.Entry<Integer, List<List<Integer>>> group : bySize.entrySet()) {
      windows[kind++] = group.getValue().size();
      windows[kind++] = group.getKey() * unit;
      for (List<Integer> blocks : group.getValue()) {
        for (int block : blocks) {
          back[block] = at / unit;
          for (int i = 0; i < unit; i++, at++) {
            order[at] = (long) block * unit + i;
            rows[at] = block / blockColumns * merge + i / merge;
            columns[at] = block % blockColumns * merge + i % merge;
          }
        }
      }
    }
    return new QwenLayout(order, back, rows, columns, windows);
  }
}
