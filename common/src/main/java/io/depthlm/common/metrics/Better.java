package io.depthlm.common.metrics;

/** Which of two figures is the better one. */
public enum Better {
  HIGHER,
  LOWER,
  /** The one nearer to 0: a bias. */
  NEAR_ZERO,
  /** The one nearer to 1: a slope, a ratio. */
  NEAR_ONE;

  /** How bad a figure is: of two figures, the better one has the smaller loss. */
  public double loss(double figure) {
    return switch (this) {
      case HIGHER -> -figure;
      case LOWER -> figure;
      case NEAR_ZERO -> Math.abs(figure);
      case NEAR_ONE -> Math.abs(figure - 1);
    };
  }
}
