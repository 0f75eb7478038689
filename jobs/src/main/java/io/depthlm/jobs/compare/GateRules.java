package io.depthlm.jobs.compare;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Metric;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of a gate besides coverage, which every gate checks.
 *
 * @param metrics those that must not be worse
 * @param lostShare the share of the baseline's answers that a run may lack, in [0, 1)
 * @param speedFloor how slow a run may be; null where speed does not matter
 */
public record GateRules(Set<Metric> metrics, double lostShare, SpeedFloor speedFloor) {
  private static final String COVERAGE = "coverage";
  private static final String SPEED = "speed";
  private static final double DEFAULT_SPEED_SHARE = 0.8;

  /** The limit for the questions per engine second of a run. */
  public sealed interface SpeedFloor {
    /** A share of the baseline's. */
    record OfBaseline(double share) implements SpeedFloor {}

    /** So many, whatever the baseline's. */
    record Absolute(double questionsPerSecond) implements SpeedFloor {}
  }

  /**
   * The rules of words such as {@code delta1}, {@code coverage=0.001}, {@code speed}, {@code
   * speed=0.7} and {@code speed=12/s}.
   *
   * @throws UserError for a word that is none of these
   */
  public static GateRules parse(List<String> words) {
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    double lostShare = 0;
    SpeedFloor floor = null;
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? null : word.substring(equals + 1);
      if (name.equals(COVERAGE)) {
        lostShare = value == null ? 0 : share(word, value);
      } else if (name.equals(SPEED)) {
        floor = floor(word, value);
      } else {
        metrics.add(metric(word));
      }
    }
    return new GateRules(metrics, lostShare, floor);
  }

  private static SpeedFloor floor(String word, String value) {
    if (value == null) {
      return new SpeedFloor.OfBaseline(DEFAULT_SPEED_SHARE);
    }
    if (value.endsWith("/s")) {
      double rate = number(word, value.substring(0, value.length() - 2));
      if (rate <= 0) {
        throw malformed(word);
      }
      return new SpeedFloor.Absolute(rate);
    }
    return new SpeedFloor.OfBaseline(share(word, value));
  }

  private static double share(String word, String value) {
    double share = number(word, value);
    if (share < 0 || share >= 1) {
      throw malformed(word);
    }
    return share;
  }

  private static double number(String word, String value) {
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw malformed(word);
  }

  private static UserError malformed(String word) {
    return new UserError(
        "--fail-if-worse '" + word + "' has no value that it can have",
        "write coverage=0.001 (a share of the questions), speed=0.8 (a share of the baseline's"
            + " speed) or speed=12/s (questions per engine second)");
  }

  private static Metric metric(String key) {
    return Metric.ofKey(key)
        .orElseThrow(
            () ->
                new UserError(
                    "--fail-if-worse '" + key + "' is not a metric",
                    "use coverage, speed or one of "
                        + Arrays.stream(Metric.values())
                            .map(Metric::key)
                            .collect(Collectors.joining(", "))));
  }
}
