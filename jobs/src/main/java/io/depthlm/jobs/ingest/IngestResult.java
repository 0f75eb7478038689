package io.depthlm.jobs.ingest;

import java.util.List;
import java.util.Map;

/**
 * The result of an ingest.
 *
 * @param frames usable frames in the input
 * @param points usable points in the input
 * @param rejectsByReason rejects in the input, by reason
 * @param lostFrames lines, rows and frames that gave no frame, and damaged files
 * @param lostPoints points of lost frames, and single ones
 * @param newFrames frames that the tables did not have
 * @param changedFrames frames that the tables had otherwise
 * @param removedFrames frames that are gone from their input file
 * @param examples one reject of each reason: where it is and what was found
 * @param passedOver what of the input was not looked at although it could be meant; for people
 */
public record IngestResult(
    long frames,
    long points,
    Map<String, Long> rejectsByReason,
    long lostFrames,
    long lostPoints,
    long newFrames,
    long changedFrames,
    long removedFrames,
    List<String> examples,
    List<String> passedOver) {
  /** Copies the lists. */
  public IngestResult {
    examples = List.copyOf(examples);
    passedOver = List.copyOf(passedOver);
  }

  /** The larger of the shares that were lost, of frames and of points; 0 of an empty input. */
  public double rejectedFraction() {
    return Math.max(share(lostFrames, frames), share(lostPoints, points));
  }

  private static double share(long lost, long usable) {
    return lost == 0 ? 0 : (double) lost / (lost + usable);
  }

  /** Whether the tables already said what the input says. */
  public boolean unchanged() {
    return newFrames == 0 && changedFrames == 0 && removedFrames == 0;
  }
}
