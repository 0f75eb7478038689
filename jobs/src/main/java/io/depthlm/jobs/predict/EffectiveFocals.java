package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Answer;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The focal lengths that models saw, least and greatest, by variant. A task fills one, so that
 * nobody has to read all predictions again for it.
 */
final class EffectiveFocals implements Serializable {
  private static final long serialVersionUID = 1L;

  /** From the least to the greatest, pixels. */
  record Range(double leastPx, double greatestPx) implements Serializable {
    Range plus(Range other) {
      return new Range(Math.min(leastPx, other.leastPx), Math.max(greatestPx, other.greatestPx));
    }

    /** How far from a focal length it goes, as a part of that. */
    double furthestFrom(double px) {
      return Math.max(Math.abs(leastPx / px - 1), Math.abs(greatestPx / px - 1));
    }
  }

  private final TreeMap<String, Range> byVariant = new TreeMap<>();

  /** What all tasks saw. */
  static Map<String, Range> all(Collection<EffectiveFocals> tasks) {
    Map<String, Range> all = new TreeMap<>();
    for (EffectiveFocals task : tasks) {
      task.byVariant.forEach((variant, range) -> all.merge(variant, range, Range::plus));
    }
    return all;
  }

  void add(String variantId, Answer answer) {
    if (answer.effectiveFocalPx() != null) {
      double px = answer.effectiveFocalPx();
      byVariant.merge(variantId, new Range(px, px), Range::plus);
    }
  }
}
