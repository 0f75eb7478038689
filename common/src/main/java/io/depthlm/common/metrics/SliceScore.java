package io.depthlm.common.metrics;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * The estimate and all bootstrap replicates of one slice, accumulated image by image and merged in
 * any partitioning: the size of the set's vector × (1 + B) doubles (178 KiB for the point metrics
 * at B = 1000), however many points.
 */
public final class SliceScore {
  private final MeasureSet set;
  private final int size;
  private final int replicates;
  private final double confidence;
  private final double[] total;
  // one row a component, one column a replicate: the inner loop is a plain a[b] += w[b] * x
  private final double[][] resampled;
  private final double[] vector;
  private Tally tally = Tally.NONE;

  /** An empty score of a set of measures. */
  public SliceScore(MeasureSet set, Bootstrap bootstrap) {
    this.set = set;
    this.size = set.size();
    this.replicates = bootstrap.replicates();
    this.confidence = bootstrap.confidence();
    this.total = new double[size];
    this.vector = new double[size];
    this.resampled = new double[size][replicates];
  }

  /**
   * Adds an image.
   *
   * @param sums those of the set over the image's points; copied
   * @param ends what became of its questions
   * @param weights the image's weights of {@link Bootstrap#weights}
   */
  public void add(double[] sums, Tally ends, double[] weights) {
    tally = tally.plus(ends);
    set.ofImage(sums, vector);
    for (int k = 0; k < size; k++) {
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
    if (set != other.set) {
      throw new IllegalArgumentException(
          "scores of %s and %s do not merge".formatted(set.key(), other.set.key()));
    }
    tally = tally.plus(other.tally);
    for (int k = 0; k < size; k++) {
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

  /** How many items a measure is taken over: points, pairs, planes. */
  public long items(Measure measure) {
    return (long) total[measure.count()];
  }

  /** How many images a measure is taken over. */
  public long images(Measure measure) {
    return (long) set.images(total, measure);
  }

  /** The figure, or empty where there is nothing to take it over. */
  public OptionalDouble value(Measure measure, Aggregation aggregation) {
    double value = set.value(total, measure, aggregation);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The percentile interval of the bootstrap's confidence, or null without replicates and for fewer
   * than two images, which say nothing of how images differ. Replicates that drew no image with
   * such points have no figure and are left out.
   */
  public Interval interval(Measure measure, Aggregation aggregation) {
    return images(measure) < 2 ? null : percentiles(replicateValues(measure, aggregation));
  }

  /**
   * The paired interval of this score's figure less a baseline's, both over the same images with
   * the same bootstrap; null as {@link #interval}.
   */
  public Interval intervalOfDifference(
      SliceScore baseline, Measure measure, Aggregation aggregation) {
    if (images(measure) < 2 || baseline.images(measure) < 2) {
      return null;
    }
    return pairedInterval(baseline, measure, aggregation, DoubleUnaryOperator.identity());
  }

  /**
   * As {@link #intervalOfDifference}, of how much worse this score is ({@link Better#loss}): all
   * below 0, it is better; all above 0, it is worse.
   */
  public Interval intervalOfLoss(SliceScore baseline, Measure measure, Aggregation aggregation) {
    if (images(measure) < 2 || baseline.images(measure) < 2) {
      return null;
    }
    return pairedInterval(baseline, measure, aggregation, measure.better()::loss);
  }

  private Interval pairedInterval(
      SliceScore baseline, Measure measure, Aggregation aggregation, DoubleUnaryOperator of) {
    double[] mine = replicateValues(measure, aggregation);
    double[] theirs = baseline.replicateValues(measure, aggregation);
    for (int b = 0; b < replicates; b++) {
      mine[b] = of.applyAsDouble(mine[b]) - of.applyAsDouble(theirs[b]);
    }
    return percentiles(mine);
  }

  private double[] replicateValues(Measure measure, Aggregation aggregation) {
    double[] values = new double[replicates];
    double[] column = new double[size];
    for (int b = 0; b < replicates; b++) {
      for (int k = 0; k < size; k++) {
        column[k] = resampled[k][b];
      }
      values[b] = set.value(column, measure, aggregation);
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
            Integer.BYTES + 6 * Long.BYTES + size * (1 + replicates) * Double.BYTES);
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
   * @param set the one it was made of
   * @param bootstrap the one it was made with
   */
  public static SliceScore ofBytes(byte[] bytes, MeasureSet set, Bootstrap bootstrap) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    SliceScore score = new SliceScore(set, bootstrap);
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
