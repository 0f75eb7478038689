package io.depthlm.common.dataset.raw;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import java.util.Arrays;

/** Returns of a lidar in a picture, at most one a pixel, in the order of their places. */
final class SparseDepth {
  /** Which of several returns on one pixel stays. */
  enum Conflict {
    NEAREST,
    /** As code does that writes into a map without looking. */
    LAST
  }

  private final int widthPx;
  private final int[] places;
  private final double[] zM;
  private final double[] radialM;

  private SparseDepth(int widthPx, int[] places, double[] zM, double[] radialM) {
    this.widthPx = widthPx;
    this.places = places;
    this.zM = zM;
    this.radialM = radialM;
  }

  int widthPx() {
    return widthPx;
  }

  /** {@code row · width + column} of each return, ascending. */
  int[] places() {
    return places;
  }

  double depthM(int i, LabelKind kind) {
    return kind == LabelKind.Z ? zM[i] : radialM[i];
  }

  /** Collects returns; not thread-safe. */
  static final class Builder {
    private final int widthPx;
    private final int heightPx;
    private final Conflict conflict;
    private final int[] winner;
    private int[] places = new int[4096];
    private double[] zM = new double[4096];
    private double[] radialM = new double[4096];
    private int count;

    Builder(Intrinsics camera, Conflict conflict) {
      this.widthPx = camera.widthPx();
      this.heightPx = camera.heightPx();
      this.conflict = conflict;
      this.winner = new int[widthPx * heightPx];
    }

    /**
     * Adds a return at a pixel; outside of the picture it is left out.
     *
     * @param xPx whole
     * @param yPx whole
     */
    void add(double xPx, double yPx, double z, double radial) {
      if (!(xPx >= 0 && xPx < widthPx && yPx >= 0 && yPx < heightPx)) {
        return;
      }
      int place = (int) yPx * widthPx + (int) xPx;
      int there = winner[place] - 1;
      if (there < 0) {
        grow();
        there = count++;
        places[there] = place;
        winner[place] = count;
      } else if (conflict == Conflict.NEAREST && !(z < zM[there])) {
        return;
      }
      zM[there] = z;
      radialM[there] = radial;
    }

    private void grow() {
      if (count == places.length) {
        places = Arrays.copyOf(places, 2 * count);
        zM = Arrays.copyOf(zM, 2 * count);
        radialM = Arrays.copyOf(radialM, 2 * count);
      }
    }

    SparseDepth build() {
      int[] sorted = Arrays.copyOf(places, count);
      Arrays.sort(sorted);
      double[] z = new double[count];
      double[] radial = new double[count];
      for (int i = 0; i < count; i++) {
        int from = winner[sorted[i]] - 1;
        z[i] = zM[from];
        radial[i] = radialM[from];
      }
      return new SparseDepth(widthPx, sorted, z, radial);
    }
  }
}
