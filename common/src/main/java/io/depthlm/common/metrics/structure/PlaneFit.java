package io.depthlm.common.metrics.structure;

/**
 * A plane through points in space by principal components.
 *
 * @param normal of length 1
 * @param flatnessM standard deviation of the points' distances from the plane
 * @param widthM standard deviation of the points along their second direction: small where they lie
 *     on a line, and the normal is arbitrary
 */
record PlaneFit(double[] normal, double flatnessM, double widthM) {
  private static final int SWEEPS = 50;

  static PlaneFit of(double[][] points) {
    int n = points.length;
    double[] centre = new double[3];
    for (double[] p : points) {
      for (int k = 0; k < 3; k++) {
        centre[k] += p[k] / n;
      }
    }
    double[][] covariance = new double[3][3];
    for (double[] p : points) {
      for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++) {
          covariance[r][c] += (p[r] - centre[r]) * (p[c] - centre[c]) / n;
        }
      }
    }
    double[][] axes = diagonalise(covariance);
    int least = 0;
    int most = 0;
    for (int k = 1; k < 3; k++) {
      least = covariance[k][k] < covariance[least][least] ? k : least;
      most = covariance[k][k] >= covariance[most][most] ? k : most;
    }
    int middle = 3 - least - most;
    double[] normal = {axes[0][least], axes[1][least], axes[2][least]};
    double square = 0;
    for (double[] p : points) {
      double distance = 0;
      for (int k = 0; k < 3; k++) {
        distance += (p[k] - centre[k]) * normal[k];
      }
      square += distance * distance / n;
    }
    double width = least == most ? 0 : Math.sqrt(Math.max(0, covariance[middle][middle]));
    return new PlaneFit(normal, Math.sqrt(square), width);
  }

  /** The angle between two planes, 0 to π/2. */
  double angleTo(PlaneFit other) {
    double[] a = normal;
    double[] b = other.normal;
    double[] cross = {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
    double sine = Math.sqrt(cross[0] * cross[0] + cross[1] * cross[1] + cross[2] * cross[2]);
    return Math.atan2(sine, Math.abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
  }

  /** Jacobi's rotations: leaves the eigenvalues on the diagonal, returns the eigenvectors. */
  private static double[][] diagonalise(double[][] m) {
    double[][] axes = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      if (Math.abs(m[0][1]) + Math.abs(m[0][2]) + Math.abs(m[1][2]) == 0) {
        return axes;
      }
      rotate(m, axes, 0, 1);
      rotate(m, axes, 0, 2);
      rotate(m, axes, 1, 2);
    }
    return axes;
  }

  private static void rotate(double[][] m, double[][] axes, int p, int q) {
    if (m[p][q] == 0) {
      return;
    }
    double theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < 3; k++) {
      double mkp = m[k][p];
      double mkq = m[k][q];
      m[k][p] = c * mkp - s * mkq;
      m[k][q] = s * mkp + c * mkq;
    }
    for (int k = 0; k < 3; k++) {
      double mpk = m[p][k];
      double mqk = m[q][k];
      m[p][k] = c * mpk - s * mqk;
      m[q][k] = s * mpk + c * mqk;
      double apk = axes[k][p];
      double aqk = axes[k][q];
      axes[k][p] = c * apk - s * aqk;
      axes[k][q] = s * apk + c * aqk;
    }
    m[p][q] = 0;
    m[q][p] = 0;
  }
}
