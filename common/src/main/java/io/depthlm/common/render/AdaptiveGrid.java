package io.depthlm.common.render;

import io.depthlm.common.render.DepthCells.Cell;
import io.depthlm.common.render.DepthCells.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * A grid of depths that asks about few of its cells: a coarse lattice first, then, halving its
 * step, the cells of those meshes whose corners do not lie on one plane with their neighbours. What
 * is not asked is interpolated.
 *
 * <p>Everything is done in inverse depth (1/z): a plane in space, however slanted, is linear there,
 * so that floors and walls cost no questions, and depth steps and curved things do.
 */
public final class AdaptiveGrid {
  /**
   * How far the refinement goes.
   *
   * @param levels how often the step is halved: the first step is 2^levels cells; 0 asks everything
   * @param tolerance how far a corner may be from the plane of its neighbours, as a share of the
   *     nearer one's inverse depth; noise of the answers should stay below it
   */
  public record Refinement(int levels, double tolerance) {
    /** Every cell is asked. */
    public static final Refinement NONE = new Refinement(0, 0.1);

    /** Checks both. */
    public Refinement {
      if (levels < 0 || levels > 8 || !(tolerance > 0 && tolerance < 1)) {
        throw new IllegalArgumentException(
            "%d levels with a tolerance of %s".formatted(levels, tolerance));
      }
    }
  }

  /**
   * What came of it.
   *
   * @param cells one for each of the grid, row by row
   * @param asked which of them were asked; the others are interpolated, or lie in the border
   */
  public record Result(List<Cell> cells, BitSet asked) {}

  private record Mesh(int left, int top, int right, int bottom) {}

  private final int columns;
  private final Refinement refinement;
  private final Cell[] cells;
  private final double[] inverse;
  private final BitSet asked = new BitSet();
  private final Function<int[], List<Cell>> ask;
  private int firstColumn;
  private int firstRow;
  private int lastColumn;
  private int lastRow;

  private AdaptiveGrid(
      int columns, int rows, Refinement refinement, Function<int[], List<Cell>> ask) {
    this.columns = columns;
    this.refinement = refinement;
    this.ask = ask;
    this.cells = new Cell[columns * rows];
    this.inverse = new double[columns * rows];
    Arrays.fill(cells, Cell.without(State.BORDER));
  }

  /**
   * Asks and fills.
   *
   * @param canAsk whether a cell's question can be asked; cells of which it cannot are {@link
   *     State#BORDER}
   * @param ask answers the cells of these indices, in their order; depths are z
   */
  public static Result of(
      int columns,
      int rows,
      Refinement refinement,
      IntPredicate canAsk,
      Function<int[], List<Cell>> ask) {
    AdaptiveGrid grid = new AdaptiveGrid(columns, rows, refinement, ask);
    if (grid.bound(rows, canAsk)) {
      grid.run();
    }
    return new Result(List.of(grid.cells), grid.asked);
  }

  /** The rectangle that holds all cells that can be asked; false where there are none. */
  private boolean bound(int rows, IntPredicate canAsk) {
    firstColumn = columns;
    firstRow = rows;
    lastColumn = -1;
    lastRow = -1;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (canAsk.test(row * columns + column)) {
          firstColumn = Math.min(firstColumn, column);
          lastColumn = Math.max(lastColumn, column);
          firstRow = Math.min(firstRow, row);
          lastRow = row;
        }
      }
    }
    return lastRow >= 0;
  }

  private void run() {
    int step = 1 << refinement.levels();
    List<Mesh> meshes = new ArrayList<>();
    for (int top = firstRow; top == firstRow || top < lastRow; top += step) {
      for (int left = firstColumn; left == firstColumn || left < lastColumn; left += step) {
        meshes.add(
            new Mesh(left, top, Math.min(left + step, lastColumn), Math.min(top + step, lastRow)));
      }
    }
    askCorners(meshes);
    while (step > 1) {
      // all are judged before any is filled or split, so that the order does not matter
      meshes.forEach(this::fill);
      int now = step;
      List<Mesh> torn = meshes.stream().filter(mesh -> isTorn(mesh, now)).toList();
      step /= 2;
      meshes = new ArrayList<>();
      for (Mesh mesh : torn) {
        split(mesh, step, meshes);
      }
      askCorners(meshes);
    }
  }

  private void askCorners(List<Mesh> meshes) {
    BitSet wanted = new BitSet();
    for (Mesh m : meshes) {
      wanted.set(at(m.left, m.top));
      wanted.set(at(m.right, m.top));
      wanted.set(at(m.left, m.bottom));
      wanted.set(at(m.right, m.bottom));
    }
    wanted.andNot(asked);
    if (wanted.isEmpty()) {
      return;
    }
    int[] indices = wanted.stream().toArray();
    List<Cell> answers = ask.apply(indices);
    for (int i = 0; i < indices.length; i++) {
      set(indices[i], answers.get(i));
    }
    asked.or(wanted);
  }

  private void set(int index, Cell cell) {
    cells[index] = cell;
    inverse[index] = cell.state() == State.ANSWERED ? 1 / cell.depthM() : 0;
  }

  /** Whether corners differ in kind, or do not lie on one plane with what is around them. */
  private boolean isTorn(Mesh m, int step) {
    State state = cells[at(m.left, m.top)].state();
    int[] corners = {
      at(m.left, m.top), at(m.right, m.top), at(m.left, m.bottom), at(m.right, m.bottom)
    };
    if (Arrays.stream(corners).anyMatch(c -> cells[c].state() != state)) {
      return true;
    }
    if (state != State.ANSWERED) {
      return false;
    }
    double a = inverse[corners[0]];
    double b = inverse[corners[1]];
    double c = inverse[corners[2]];
    double d = inverse[corners[3]];
    double nearest = Math.max(Math.max(a, b), Math.max(c, d));
    if (Math.abs(a + d - b - c) > 2 * refinement.tolerance() * nearest) {
      return true;
    }
    return isStep(m.left, m.top, m.right, m.top, step)
        || isStep(m.left, m.bottom, m.right, m.bottom, step)
        || isStep(m.left, m.top, m.left, m.bottom, step)
        || isStep(m.right, m.top, m.right, m.bottom, step);
  }

  /** Whether neither side of an edge, continued straight on, meets the edge's other end. */
  private boolean isStep(int left, int top, int right, int bottom, int step) {
    int dx = Integer.signum(right - left);
    int dy = Integer.signum(bottom - top);
    if (dx + dy == 0) {
      return false;
    }
    double a = inverse[at(left, top)];
    double b = inverse[at(right, bottom)];
    double length = Math.max(right - left, bottom - top);
    double before = slope(left - dx * step, top - dy * step, left, top, step);
    double after = slope(right + dx * step, bottom + dy * step, right, bottom, step);
    double missed =
        least(Math.abs(a - before * length - b), Math.abs(b - after * length - a), Math.abs(a - b));
    return missed > refinement.tolerance() * Math.max(a, b);
  }

  /** The lesser of two misses; what is left where a side has no neighbour, else the difference. */
  private static double least(double first, double second, double difference) {
    if (Double.isNaN(first) && Double.isNaN(second)) {
      return difference;
    }
    return Double.isNaN(first) ? second : Double.isNaN(second) ? first : Math.min(first, second);
  }

  /** Change a cell from the inner to the outer place; NaN where nothing is known there. */
  private double slope(int outerColumn, int outerRow, int column, int row, int step) {
    if (outerColumn < firstColumn
        || outerRow < firstRow
        || outerColumn > lastColumn
        || outerRow > lastRow) {
      return Double.NaN;
    }
    double outer = inverse[at(outerColumn, outerRow)];
    return outer == 0 ? Double.NaN : (outer - inverse[at(column, row)]) / step;
  }

  private void split(Mesh m, int step, List<Mesh> into) {
    for (int top = m.top; top == m.top || top < m.bottom; top += step) {
      for (int left = m.left; left == m.left || left < m.right; left += step) {
        into.add(
            new Mesh(left, top, Math.min(left + step, m.right), Math.min(top + step, m.bottom)));
      }
    }
  }

  /** Gives what was not asked inside a mesh the value between its corners. */
  private void fill(Mesh m) {
    int[] corners = {
      at(m.left, m.top), at(m.right, m.top), at(m.left, m.bottom), at(m.right, m.bottom)
    };
    int width = Math.max(1, m.right - m.left);
    int height = Math.max(1, m.bottom - m.top);
    for (int row = m.top; row <= m.bottom; row++) {
      for (int column = m.left; column <= m.right; column++) {
        int index = at(column, row);
        if (asked.get(index)) {
          continue;
        }
        double x = (column - m.left) / (double) width;
        double y = (row - m.top) / (double) height;
        double[] weights = {(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y};
        set(index, between(corners, weights));
      }
    }
  }

  /** Between corners with depths; where one has none, as the nearest of the four. */
  private Cell between(int[] corners, double[] weights) {
    double sum = 0;
    int nearest = 0;
    for (int i = 0; i < corners.length; i++) {
      if (weights[i] > weights[nearest]) {
        nearest = i;
      }
      if (cells[corners[i]].state() != State.ANSWERED) {
        sum = Double.NaN;
      }
      sum += weights[i] * inverse[corners[i]];
    }
    return Double.isNaN(sum) ? cells[corners[nearest]] : Cell.answered(1 / sum);
  }

  private int at(int column, int row) {
    return row * columns + column;
  }
}
