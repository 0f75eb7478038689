package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;

/**
 * The evaluation on held-out frames during training.
 *
 * @param dataset as in {@code frames.dataset}
 * @param split only frames of this split, or null for all
 * @param everySteps steps between two evaluations; there is another one at the end
 * @param points number of labelled pixels to ask about, the same ones each time
 */
public record TrainCheck(String dataset, String split, int everySteps, int points) {
  private static final Setting<String> DATASET =
      Setting.required("dataset", Types.NAME, "the name under which it was ingested");
  private static final Setting<String> SPLIT =
      Setting.optional("split", Types.NAME, "use only frames of this split");
  private static final Setting<Integer> EVERY =
      Setting.defaulted(
              "every_steps",
              Types.INT,
              "1000",
              "steps between two evaluations; one more follows at the end")
          .limited("at least 1", n -> n >= 1)
          .in("steps");
  private static final Setting<Integer> POINTS =
      Setting.defaulted(
              "points",
              Types.INT,
              "256",
              "number of labelled pixels to ask about, the same ones each time")
          .limited("from 1 to 100000", n -> n >= 1 && n <= 100_000);

  static final ValueType<TrainCheck> TYPE =
      Types.section(
          Schema.of(DATASET, SPLIT, EVERY, POINTS),
          s -> new TrainCheck(s.of(DATASET), s.of(SPLIT), s.of(EVERY), s.of(POINTS)));
}
