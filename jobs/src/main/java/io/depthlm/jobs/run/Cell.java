package io.depthlm.jobs.run;

import io.depthlm.common.engine.Variant;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.CompareAs;
import java.io.Serializable;

/**
 * One cell of a run: a variant that answers the questions of one task about one dataset.
 *
 * @param planId where its questions stand
 * @param queries how many they are
 * @param range the truths that are scored
 */
public record Cell(
    Variant variant,
    String dataset,
    String planId,
    long queries,
    CompareAs compareAs,
    TruthRange range)
    implements Serializable {}
