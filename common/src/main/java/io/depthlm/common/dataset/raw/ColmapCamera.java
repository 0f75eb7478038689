package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.Intrinsics;
import java.util.Arrays;
import java.util.List;

/**
 * A camera of COLMAP with its lens model. COLMAP counts from the corner of the first pixel, this
 * project from its centre: half a pixel lies between the two.
 *
 * @param model the lens
 * @param pinhole without the lens, in this project's count
 * @param lens coefficients, in the order of the model
 */
record ColmapCamera(Model model, Intrinsics pinhole, double[] lens) {
  private static final int MAX_STEPS = 100;

  /** Lens models, with how many coefficients follow the focal lengths and centre. */
  enum Model {
    SIMPLE_PINHOLE(1, 0),
    PINHOLE(2, 0),
    SIMPLE_RADIAL(1, 1),
    RADIAL(1, 2),
    OPENCV(2, 4),
    OPENCV_FISHEYE(2, 4),
    FULL_OPENCV(2, 8),
    SIMPLE_RADIAL_FISHEYE(1, 1),
    RADIAL_FISHEYE(1, 2),
    THIN_PRISM_FISHEYE(2, 8);

    /** By their numbers in binary files; the eighth, FOV, is not known here. */
    static final List<Model> NUMBERED =
        Arrays.asList(
            SIMPLE_PINHOLE,
            PINHOLE,
            SIMPLE_RADIAL,
            RADIAL,
            OPENCV,
            OPENCV_FISHEYE,
            FULL_OPENCV,
            null,
            SIMPLE_RADIAL_FISHEYE,
            RADIAL_FISHEYE,
            THIN_PRISM_FISHEYE);

    private final int focals;
    private final int coefficients;

    Model(int focals, int coefficients) {
      this.focals = focals;
      this.coefficients = coefficients;
    }

    boolean fisheye() {
      return name().endsWith("FISHEYE");
    }

    /** How many parameters a camera has: focal lengths, centre, lens. */
    int parameters() {
      return focals + 2 + coefficients;
    }
  }

  /**
   * A line of {@code cameras.txt}: id, model, width, height, parameters.
   *
   * @throws UnitFault if it is none, or of a model that is not known here
   */
  static ColmapCamera parse(String line) throws UnitFault {
    String[] words = line.split("\\s+", 5);
    Model model;
    try {
      model = Model.valueOf(words[1]);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new UnitFault(RejectReason.BAD_CALIBRATION, "a camera of an unknown model: " + line, e);
    }
    double[] all =
        DenseFrames.numbers(
            "camera " + line,
            line.substring(line.indexOf(words[1]) + words[1].length()),
            2 + model.parameters());
    double fx = all[2];
    double fy = all[1 + model.focals];
    double cx = all[2 + model.focals];
    double cy = all[3 + model.focals];
    return new ColmapCamera(
        model,
        new Intrinsics(fx, fy, cx - 0.5, cy - 0.5, (int) all[0], (int) all[1]),
        Arrays.copyOfRange(all, 4 + model.focals, 4 + model.focals + model.coefficients));
  }

  /** Metres along the ray through a pixel for a metre of z; infinite beyond 90°. */
  double rayPerZ(double xPx, double yPx) {
    double u = (xPx - pinhole.cxPx()) / pinhole.fxPx();
    double v = (yPx - pinhole.cyPx()) / pinhole.fyPx();
    double[] w = undistorted(u, v);
    if (model.fisheye()) {
      double theta = Math.hypot(w[0], w[1]);
      return 1 / Math.cos(theta);
    }
    return Math.sqrt(1 + w[0] * w[0] + w[1] * w[1]);
  }

  /** Solves {@code w + distortion(w) = (u, v)} by Newton's method with a numeric derivative. */
  private double[] undistorted(double u, double v) {
    double[] w = {u, v};
    if (lens.length == 0) {
      return w;
    }
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] d = distortion(w[0], w[1]);
      double ex = w[0] + d[0] - u;
      double ey = w[1] + d[1] - v;
      if (Math.abs(ex) + Math.abs(ey) < 1e-14) {
        break;
      }
      double h = 1e-7;
      double[] dx = distortion(w[0] + h, w[1]);
      double[] dy = distortion(w[0], w[1] + h);
      double a = 1 + (dx[0] - d[0]) / h;
      double b = (dy[0] - d[0]) / h;
      double c = (dx[1] - d[1]) / h;
      double e = 1 + (dy[1] - d[1]) / h;
      double det = a * e - b * c;
      w[0] -= (e * ex - b * ey) / det;
      w[1] -= (a * ey - c * ex) / det;
    }
    return w;
  }

  private double[] distortion(double u, double v) {
    double uu = u * u;
    double vv = v * v;
    double r2 = uu + vv;
    return switch (model) {
      case SIMPLE_PINHOLE, PINHOLE -> new double[] {0, 0};
      case SIMPLE_RADIAL, SIMPLE_RADIAL_FISHEYE -> radial(u, v, lens[0] * r2);
      case RADIAL, RADIAL_FISHEYE -> radial(u, v, r2 * (lens[0] + lens[1] * r2));
      case OPENCV -> tangential(u, v, r2, lens[0] * r2 + lens[1] * r2 * r2, lens[2], lens[3]);
      case FULL_OPENCV -> {
        double above = 1 + r2 * (lens[0] + r2 * (lens[1] + r2 * lens[4]));
        double below = 1 + r2 * (lens[5] + r2 * (lens[6] + r2 * lens[7]));
        yield tangential(u, v, r2, above / below - 1, lens[2], lens[3]);
      }
      case OPENCV_FISHEYE ->
          radial(u, v, r2 * (lens[0] + r2 * (lens[1] + r2 * (lens[2] + r2 * lens[3]))));
      case THIN_PRISM_FISHEYE -> {
        double k = r2 * (lens[0] + r2 * (lens[1] + r2 * (lens[4] + r2 * lens[5])));
        double[] d = tangential(u, v, r2, k, lens[2], lens[3]);
        d[0] += lens[6] * r2;
        d[1] += lens[7] * r2;
        yield d;
      }
    };
  }

  private static double[] radial(double u, double v, double k) {
    return new double[] {u * k, v * k};
  }

  private static double[] tangential(
      double u, double v, double r2, double k, double p1, double p2) {
    return new double[] {
      u * k + 2 * p1 * u * v + p2 * (r2 + 2 * u * u), v * k + 2 * p2 * u * v + p1 * (r2 + 2 * v * v)
    };
  }
}
