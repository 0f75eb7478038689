package io.depthlm.jobs.scoring;

import io.depthlm.common.metrics.MeasureSet;
import java.util.Comparator;

/**
 * A slice's figures of one set of measures.
 *
 * @param measures {@link MeasureSet#key}
 */
public record SliceMeasures(String slice, String measures) implements Comparable<SliceMeasures> {
  private static final Comparator<SliceMeasures> ORDER =
      Comparator.comparing(SliceMeasures::slice).thenComparing(SliceMeasures::measures);

  @Override
  public int compareTo(SliceMeasures other) {
    return ORDER.compare(this, other);
  }
}
