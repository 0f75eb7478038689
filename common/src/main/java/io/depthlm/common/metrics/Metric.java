package io.depthlm.common.metrics;

import java.util.Optional;

/**
 * The point metrics of docs/method.md, section 5, with prediction p and truth g in metres (or the
 * task's unit) over n points.
 */
public enum Metric {
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

  /** Which of two figures is the better one. */
  public enum Better {
    HIGHER,
    LOWER
  }

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

  /** The name in tables. */
  public String key() {
    return key;
  }

  /** Which of two figures is the better one. */
  public Better better() {
    return better;
  }

  /** Which answers this metric is taken over. */
  public Kind kind() {
    return kind;
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
