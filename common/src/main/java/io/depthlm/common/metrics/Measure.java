package io.depthlm.common.metrics;

/**
 * A figure that is read from sums over images: the sums of one image give the image's own figure,
 * the sums over all images the pooled one.
 */
public interface Measure {
  /** The name in tables. */
  String key();

  /** The unit in words; empty for a share or another number without one. */
  String unit();

  /** Which of two figures is the better one. */
  Better better();

  /** What {@link #count} counts. */
  Item item();

  /** The place of the sum that counts what the figure is taken over: no figure where it is 0. */
  int count();

  /**
   * The figure.
   *
   * @param sums of the {@link MeasureSet}, their {@link #count} above 0
   */
  double of(double[] sums);
}
