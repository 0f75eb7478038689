package io.depthlm.jobs.scoring;

import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskSpec;
import java.io.Serializable;

/**
 * A cell as evaluation sees it.
 *
 * @param queries how many questions {@code run_cells} says it has
 * @param range the scored depths
 */
public record ScoredCell(
    String variantId,
    String dataset,
    String planId,
    TaskSpec task,
    CompareAs compareAs,
    long queries,
    TruthRange range)
    implements Serializable {
  private static final long QUESTIONS_PER_BUCKET = 250_000;
  private static final long MAX_BUCKETS = 256;

  /** The number of groups of frames that are scored in parallel. */
  public int buckets() {
    return (int) Math.max(1, Math.min(MAX_BUCKETS, queries / QUESTIONS_PER_BUCKET));
  }
}
