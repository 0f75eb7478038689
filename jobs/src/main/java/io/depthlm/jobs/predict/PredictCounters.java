package io.depthlm.jobs.predict;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters of tasks for progress and rates. A task that Spark runs twice counts twice here, so
 * nothing that must be exact is taken from it; the tables say what is.
 *
 * @param engineFailed questions that the engine failed, and might answer another time
 * @param firstAttempts questions that were not asked before in this run
 * @param cut answers that reached the largest number of tokens
 * @param unavailable tasks that got no engine
 * @param focals what models saw, one a task
 * @param computedIn the numbers that engines computed in, one a task that had such an engine
 */
record PredictCounters(
    LongAccumulator answered,
    LongAccumulator failed,
    LongAccumulator engineFailed,
    LongAccumulator firstAttempts,
    LongAccumulator cut,
    LongAccumulator unavailable,
    LongAccumulator engineLoads,
    DoubleAccumulator engineSeconds,
    CollectionAccumulator<EffectiveFocals> focals,
    CollectionAccumulator<String> computedIn)
    implements Serializable {
  static PredictCounters of(SparkContext context) {
    return new PredictCounters(
        context.longAccumulator(),
        context.longAccumulator(),
        context.longAccumulator(),
        context.longAccumulator(),
        context.longAccumulator(),
        context.longAccumulator(),
        context.longAccumulator(),
        context.doubleAccumulator(),
        context.collectionAccumulator(),
        context.collectionAccumulator());
  }
}
