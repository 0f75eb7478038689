package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;

/**
 * The settings of evaluation.
 *
 * @param bootstrapReplicates number of bootstrap replicates over images for each interval; 0 for no
 *     intervals
 * @param seed of the resampling
 * @param confidence the intervals' coverage, in (0, 1)
 */
public record EvaluateConfig(int bootstrapReplicates, long seed, double confidence) {
  private static final Setting<Integer> REPLICATES =
      Setting.defaulted(
              "bootstrap_replicates",
              Types.INT,
              "1000",
              "number of bootstrap resamplings of the images for each interval; 0 for no"
                  + " intervals")
          .limited("from 0 to 100000", n -> n >= 0 && n <= 100_000);
  private static final Setting<Long> SEED =
      Setting.defaulted("seed", Types.LONG, "1", "seed of the resampling");
  private static final Setting<Double> CONFIDENCE =
      Setting.defaulted("confidence", Types.NUMBER, "0.95", "coverage of the intervals")
          .limited("between 0 and 1", c -> c > 0 && c < 1);
  static final Schema SCHEMA = Schema.of(REPLICATES, SEED, CONFIDENCE);

  static EvaluateConfig of(Section s) {
    return new EvaluateConfig(s.of(REPLICATES), s.of(SEED), s.of(CONFIDENCE));
  }
}
