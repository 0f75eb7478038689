package io.depthlm.jobs.report;

import java.util.List;

/**
 * One variant's figures on one dataset.
 *
 * @param runId the run they are from
 * @param startedAtMs when that run began, for choosing the newest
 * @param nPoints what δ1 is taken over
 * @param nImages likewise
 * @param computedIn the number formats that its run computed in; empty where none is known
 */
public record Score(
    Protocol protocol,
    VariantName variant,
    String dataset,
    String runId,
    long startedAtMs,
    Figure delta1,
    Figure absRel,
    long nPoints,
    long nImages,
    long nUnparsed,
    long nNonPositive,
    long nFailed,
    long nRejected,
    long nExcluded,
    List<String> computedIn) {
  /** All questions of the slice. */
  public long questions() {
    return nPoints + nRejected + nExcluded;
  }
}
