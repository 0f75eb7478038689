package io.depthlm.common.render;

import io.depthlm.common.geometry.Pixel;
import java.util.ArrayList;
import java.util.List;

/**
 * A grid of depths over an image: answers, or the truth about the same pixels.
 *
 * @param widthPx of the image
 * @param heightPx of the image
 * @param stridePx side of a cell; those at the right and lower edge may be cut off
 * @param cells row by row, {@link #columns} · {@link #rows} of them
 */
public record DepthCells(int widthPx, int heightPx, int stridePx, List<Cell> cells) {
  /** What is known of a cell. */
  public enum State {
    /** It has a depth. */
    ANSWERED,
    /** Nothing is met there: sky. Of true depths only. */
    NOTHING,
    /** The marker would leave the image. */
    BORDER,
    /** The answer holds no number, or none that is positive. */
    UNPARSED,
    /** There was no answer. */
    FAILED
  }

  /**
   * One cell.
   *
   * @param depthM positive metres; null unless answered
   */
  public record Cell(State state, Double depthM) {
    /** A depth in metres. */
    public static Cell answered(double depthM) {
      return new Cell(State.ANSWERED, depthM);
    }

    /** A cell without a depth. */
    public static Cell without(State state) {
      return new Cell(state, null);
    }

    /** Checks that a depth is there exactly where it was answered. */
    public Cell {
      if ((state == State.ANSWERED) != (depthM != null) || (depthM != null && !(depthM > 0))) {
        throw new IllegalArgumentException("a cell %s with %s m".formatted(state, depthM));
      }
    }
  }

  /** Checks the number of cells. */
  public DepthCells {
    cells = List.copyOf(cells);
    if (cells.size() != columns(widthPx, stridePx) * columns(heightPx, stridePx)) {
      throw new IllegalArgumentException(
          "%d cells for %d x %d px at a stride of %d px"
              .formatted(cells.size(), widthPx, heightPx, stridePx));
    }
  }

  /** Where the questions are: the middle of each cell, row by row, whole pixels. */
  public static List<Pixel> pixels(int widthPx, int heightPx, int stridePx) {
    List<Pixel> pixels = new ArrayList<>();
    for (int row = 0; row < columns(heightPx, stridePx); row++) {
      for (int column = 0; column < columns(widthPx, stridePx); column++) {
        pixels.add(new Pixel(middle(column, stridePx, widthPx), middle(row, stridePx, heightPx)));
      }
    }
    return pixels;
  }

  /** Cells across. */
  public int columns() {
    return columns(widthPx, stridePx);
  }

  /** Cells down. */
  public int rows() {
    return columns(heightPx, stridePx);
  }

  /** How many cells ended so. */
  public long count(State state) {
    return cells.stream().filter(cell -> cell.state() == state).count();
  }

  /** All depths there are, metres. */
  public double[] depthsM() {
    return cells.stream()
        .filter(cell -> cell.state() == State.ANSWERED)
        .mapToDouble(Cell::depthM)
        .toArray();
  }

  private static int columns(int sizePx, int stridePx) {
    return (sizePx + stridePx - 1) / stridePx;
  }

  private static int middle(int cell, int stridePx, int sizePx) {
    return (cell * stridePx + Math.min(sizePx, (cell + 1) * stridePx)) / 2;
  }
}
