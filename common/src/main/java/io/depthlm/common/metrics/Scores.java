package io.depthlm.common.metrics;

/**
 * Every figure of a slice from one vector that is additive over images: the pooled sums, then the
 * sums of the images' own figures with the number of images that have one. A weighted sum of
 * images' vectors is the vector of a weighted resample, so the estimate and each bootstrap
 * replicate are read by the same code.
 */
final class Scores {
  static final int SCORED = 0;
  static final int ANSWERED = 1;
  static final int HIT1 = 2;
  static final int HIT2 = 3;
  static final int HIT3 = 4;
  static final int ABS_REL = 5;
  static final int SQ_REL = 6;
  static final int SQUARE = 7;
  static final int LOG = 8;
  static final int LOG_SQUARE = 9;
  static final int ABS_LOG10 = 10;

  /** Length of the pooled part. */
  static final int POOLED_SIZE = 11;

  private static final int IMAGES_SCORED = POOLED_SIZE;
  private static final int IMAGES_ANSWERED = POOLED_SIZE + 1;
  private static final int IMAGE_VALUES = POOLED_SIZE + 2;

  /** Length of the whole vector. */
  static final int SIZE = IMAGE_VALUES + Metric.values().length;

  private static final Metric[] METRICS = Metric.values();

  private Scores() {}

  /** Writes one image's vector. */
  static void ofImage(ImageSums image, double[] out) {
    double[] sums = image.sums();
    System.arraycopy(sums, 0, out, 0, POOLED_SIZE);
    out[IMAGES_SCORED] = sums[SCORED] > 0 ? 1 : 0;
    out[IMAGES_ANSWERED] = sums[ANSWERED] > 0 ? 1 : 0;
    for (Metric metric : METRICS) {
      double value = pooled(sums, metric);
      out[IMAGE_VALUES + metric.ordinal()] = Double.isNaN(value) ? 0 : value;
    }
  }

  /** A figure of a vector; NaN where nothing is there to take it over. */
  static double value(double[] vector, Metric metric, Aggregation aggregation) {
    return switch (aggregation) {
      case POOLED -> pooled(vector, metric);
      case PER_IMAGE -> vector[IMAGE_VALUES + metric.ordinal()] / images(vector, metric);
    };
  }

  /** How many images a metric is taken over. */
  static double images(double[] vector, Metric metric) {
    return vector[metric.kind() == Metric.Kind.HIT ? IMAGES_SCORED : IMAGES_ANSWERED];
  }

  static double pooled(double[] sums, Metric metric) {
    double n = sums[metric.kind() == Metric.Kind.HIT ? SCORED : ANSWERED];
    if (n == 0) {
      return Double.NaN;
    }
    return switch (metric) {
      case DELTA1 -> sums[HIT1] / n;
      case DELTA2 -> sums[HIT2] / n;
      case DELTA3 -> sums[HIT3] / n;
      case ABS_REL -> sums[ABS_REL] / n;
      case SQ_REL -> sums[SQ_REL] / n;
      case RMSE -> Math.sqrt(sums[SQUARE] / n);
      case RMSE_LOG -> Math.sqrt(sums[LOG_SQUARE] / n);
      case LOG10 -> sums[ABS_LOG10] / n;
      case SILOG -> {
        double mean = sums[LOG] / n;
        // rounding may leave a constant error's variance a hair below zero
        yield 100 * Math.sqrt(Math.max(0, sums[LOG_SQUARE] / n - mean * mean));
      }
    };
  }
}
