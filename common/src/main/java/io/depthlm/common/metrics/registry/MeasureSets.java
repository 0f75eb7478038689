package io.depthlm.common.metrics.registry;

import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.confidence.ConfidenceMeasures;
import io.depthlm.common.metrics.structure.StructureMeasures;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sets of measures. */
public final class MeasureSets {
  /** All, in the order they are shown. */
  public static final List<MeasureSet> ALL =
      List.of(Metric.SET, StructureMeasures.SET, ConfidenceMeasures.SET);

  private MeasureSets() {}

  /**
   * The set of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MeasureSet of(String key) {
    return find(key)
        .orElseThrow(() -> new IllegalArgumentException("measures '" + key + "' are not known"));
  }

  /** The set of a name. */
  public static Optional<MeasureSet> find(String key) {
    return ALL.stream().filter(set -> set.key().equals(key)).findFirst();
  }

  /** The measure of a name, whichever set it is of. */
  public static Optional<Measure> measure(String key) {
    return ALL.stream().flatMap(set -> set.measure(key).stream()).findFirst();
  }

  /** Where a measure stands among all, in the order they are shown. */
  public static int place(Measure measure) {
    return ALL.stream().flatMap(set -> set.measures().stream()).toList().indexOf(measure);
  }

  /** The names of the sets, for messages. */
  public static String names() {
    return ALL.stream().map(MeasureSet::key).collect(Collectors.joining(", "));
  }
}
