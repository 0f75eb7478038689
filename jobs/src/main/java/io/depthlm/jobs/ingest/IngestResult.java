package io.depthlm.jobs.ingest;

import java.util.Map;

/**
 * What an ingest did.
 *
 * @param frames usable frames in the input
 * @param points usable points in the input
 * @param rejectsByReason rejects in the input, by reason
 * @param newFrames frames that the tables did not have
 * @param changedFrames frames that the tables had otherwise
 * @param removedFrames frames that are gone from their input file
 */
public record IngestResult(
    long frames,
    long points,
    Map<String, Long> rejectsByReason,
    long newFrames,
    long changedFrames,
    long removedFrames) {
  /** Whether the tables already said what the input says. */
  public boolean unchanged() {
    return newFrames == 0 && changedFrames == 0 && removedFrames == 0;
  }
}
