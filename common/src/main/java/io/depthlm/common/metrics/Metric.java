package io.depthlm.common.metrics;

import java.util.List;
import java.util.Optional;

/**
 * The point metrics of docs/method.md, section 5, with prediction p and truth g in metres (or the
 * task's unit) over n points.
 */
public enum Metric implements Measure {
  /** The share of points with max(p/g, g/p) &lt; 1.25. */
  DELTA1("delta1", Better.HIGHER, Kind.HIT),
  /** The same below 1.25². */
  DELTA2("delta2", Better.HIGHER, Kind.HIT),
  /** The same below 1.25³. */
  DELTA3("delta3", Better.HIGHER, Kind.HIT),
  /** mean(|p − g| / g). */
  ABS_REL("abs_rel", Better.LOWER, Kind.ERROR),
  /** mean((p − g)² / g), in the unit. */
  SQ_REL("sq_rel", Better.LOWER, Kind.ERROR),
  /** sqrt(mean((p − g)²)), in the unit. */
  RMSE("rmse", Better.LOWER, Kind.ERROR),
  /** sqrt(mean((ln p − ln g)²)). */
  RMSE_LOG("rmse_log", Better.LOWER, Kind.ERROR),
  /** mean(|log10 p − log10 g|). */
  LOG10("log10", Better.LOWER, Kind.ERROR),
  /** 100 · sqrt(mean(d²) − mean(d)²), d = ln p − ln g: KITTI's form. */
  SILOG("silog", Better.LOWER, Kind.ERROR);

  /** Which answers a metric is taken over. */
  public enum Kind {
    /** Every answer in range: one that is no positive number is wrong. */
    HIT,
    /** Positive numbers only. */
    ERROR
  }

  private final String key;
  private final Better better;
  private final Kind kind;

  Metric(String key, Better better, Kind kind) {
    this.key = key;
    this.better = better;
    this.kind = kind;
  }

  /** The point metrics as a set: their sums are those of {@link ImageSums}. */
  public static final MeasureSet SET = new MeasureSet("point", ImageSums.SIZE, List.of(values()));

  @Override
  public String key() {
    return key;
  }

  @Override
  public String unit() {
    return switch (this) {
      case SQ_REL, RMSE -> "unit of the task";
      default -> "";
    };
  }

  @Override
  public Better better() {
    return better;
  }

  /** Which answers this metric is taken over. */
  public Kind kind() {
    return kind;
  }

  @Override
  public Item item() {
    return Item.POINT;
  }

  @Override
  public int count() {
    return kind == Kind.HIT ? ImageSums.SCORED : ImageSums.ANSWERED;
  }

  @Override
  public double of(double[] sums) {
    double n = sums[count()];
    return switch (this) {
      case DELTA1 -> sums[ImageSums.HIT1] / n;
      case DELTA2 -> sums[ImageSums.HIT2] / n;
      case DELTA3 -> sums[ImageSums.HIT3] / n;
      case ABS_REL -> sums[ImageSums.ABS_REL] / n;
      case SQ_REL -> sums[ImageSums.SQ_REL] / n;
      case RMSE -> Math.sqrt(sums[ImageSums.SQUARE] / n);
      case RMSE_LOG -> Math.sqrt(sums[ImageSums.LOG_SQUARE] / n);
      case LOG10 -> sums[ImageSums.ABS_LOG10] / n;
      case SILOG -> {
        double mean = sums[ImageSums.LOG] / n;
        // rounding may leave a constant error's variance a hair below zero
        yield 100 * Math.sqrt(Math.max(0, sums[ImageSums.LOG_SQUARE] / n - mean * mean));
      }
    };
  }

  /** The metric of a name. */
  public static Optional<Metric> ofKey(String key) {
    for (Metric metric : values()) {
      if (metric.key.equals(key)) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }
}
