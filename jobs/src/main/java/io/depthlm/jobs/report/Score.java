package io.depthlm.jobs.report;

/**
 * One variant's figures on one dataset.
 *
 * @param runId the run they are from
 * @param startedAtMs when that run began, for choosing the newest
 * @param nPoints what δ1 is taken over
 * @param nImages likewise
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
    long nExcluded) {
  /** All questions of the slice. */
  public long questions() {
    return nPoints + nRejected + nExcluded;
  }
}
