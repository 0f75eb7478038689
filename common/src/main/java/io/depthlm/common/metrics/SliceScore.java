package io.depthlm.common.metrics;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The estimate and all bootstrap replicates of one slice, accumulated image by image and merged in
 * any partitioning: {@link Scores#SIZE} × (1 + B) doubles, 178 KiB at B = 1000, however many
 * points.
 */
public final class SliceScore {
  private final int replicates;
  private final double confidence;
  private final double[] total = new double[Scores.SIZE];
  // one row a component, one column a replicate: the inner loop is a plain a[b] += w[b] * x
  private final double[][] resampled;
  private final double[] vector = new double[Scores.SIZE];
  private Tally tally = Tally.NONE;

  /** An empty score. */
  public SliceScore(Bootstrap bootstrap) {
    this.replicates = bootstrap.replicates();
    this.confidence = bootstrap.confidence();
    this.resampled = new double[Scores.SIZE][replicates];
  }

  /**
   * Adds an image.
   *
   * @param image the sums over its points
   * @param weights the image's weights of {@link Bootstrap#weights}
   */
  public void add(ImageSums image, double[] weights) {
    tally = tally.plus(image.tally());
    Scores.ofImage(image, vector);
    for (int k = 0; k < Scores.SIZE; k++) {
      double x = vector[k];
      if (x == 0) {
        continue;
      }
      total[k] += x;
      double[] row = resampled[k];
      for (int b = 0; b < replicates; b++) {
        row[b] += weights[b] * x;
      }
    }
  }

  /** Adds another score of the same slice over other images. */
  public void merge(SliceScore other) {
    requireReplicates(other.replicates);
    tally = tally.plus(other.tally);
    for (int k = 0; k < Scores.SIZE; k++) {
      total[k] += other.total[k];
      for (int b = 0; b < replicates; b++) {
        resampled[k][b] += other.resampled[k][b];
      }
    }
  }

  private void requireReplicates(int others) {
    if (others != replicates) {
      throw new IllegalArgumentException(
          "scores of %d and %d replicates do not merge".formatted(replicates, others));
    }
  }

  /** What became of the questions. */
  public Tally tally() {
    return tally;
  }

  /** How many images a metric is taken over. */
  public long images(Metric metric) {
    return (long) Scores.images(total, metric);
  }

  /** The figure, or empty where there is nothing to take it over. */
  public OptionalDouble value(Metric metric, Aggregation aggregation) {
    double value = Scores.value(total, metric, aggregation);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The percentile interval of the bootstrap's confidence, or null without replicates and for fewer
   * than two images, which say nothing of how images differ. Replicates that drew no image with
   * such points have no figure and are left out.
   */
  public Interval interval(Metric metric, Aggregation aggregation) {
    return images(metric) < 2 ? null : percentiles(replicateValues(metric, aggregation));
  }

  /**
   * The paired interval of this score's figure less a baseline's, both over the same images with
   * the same bootstrap; null as {@link #interval}.
   */
  public Interval intervalOfDifference(
      SliceScore baseline, Metric metric, Aggregation aggregation) {
    if (images(metric) < 2 || baseline.images(metric) < 2) {
      return null;
    }
    double[] mine = replicateValues(metric, aggregation);
    double[] theirs = baseline.replicateValues(metric, aggregation);
    for (int b = 0; b < replicates; b++) {
      mine[b] -= theirs[b];
    }
    return percentiles(mine);
  }

  private double[] replicateValues(Metric metric, Aggregation aggregation) {
    double[] values = new double[replicates];
    double[] column = new double[Scores.SIZE];
    for (int b = 0; b < replicates; b++) {
      for (int k = 0; k < Scores.SIZE; k++) {
        column[k] = resampled[k][b];
      }
      values[b] = Scores.value(column, metric, aggregation);
    }
    return values;
  }

  private Interval percentiles(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return null;
    }
    return new Interval(
        percentile(sorted, (1 - confidence) / 2), percentile(sorted, (1 + confidence) / 2));
  }

  /** Linear between the two nearest ranks, as NumPy's default. */
  private static double percentile(double[] sorted, double quantile) {
    double at = quantile * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The score as bytes, for a shuffle. */
  public byte[] toBytes() {
    ByteBuffer out =
        ByteBuffer.allocate(
            Integer.BYTES + 6 * Long.BYTES + Scores.SIZE * (1 + replicates) * Double.BYTES);
    out.putInt(replicates)
        .putLong(tally.answered())
        .putLong(tally.nonPositive())
        .putLong(tally.unparsed())
        .putLong(tally.failed())
        .putLong(tally.excluded())
        .putLong(tally.rejected());
    put(out, total);
    for (double[] row : resampled) {
      put(out, row);
    }
    return out.array();
  }

  /**
   * The score of {@link #toBytes}.
   *
   * @param bootstrap the one it was made with
   */
  public static SliceScore ofBytes(byte[] bytes, Bootstrap bootstrap) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    SliceScore score = new SliceScore(bootstrap);
    score.requireReplicates(in.getInt());
    score.tally =
        new Tally(
            in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
    take(in, score.total);
    for (double[] row : score.resampled) {
      take(in, row);
    }
    return score;
  }

  private static void put(ByteBuffer out, double[] values) {
    out.asDoubleBuffer().put(values);
    out.position(out.position() + values.length * Double.BYTES);
  }

  private static void take(ByteBuffer in, double[] values) {
    in.asDoubleBuffer().get(values);
    in.position(in.position() + values.length * Double.BYTES);
  }
}
