package io.depthlm.jobs.maintain;

import java.time.Duration;

/**
 * What to do to a warehouse.
 *
 * @param keepRuns runs that ended longer ago are removed; null removes none
 * @param vacuum files that no table has named for so long are deleted
 * @param shortVacuum what happens to a {@code vacuum} below {@link #SAFE_VACUUM}
 * @param mode whether it is done or only told
 */
public record MaintainRequest(
    Duration keepRuns, Duration vacuum, ShortVacuum shortVacuum, Mode mode) {
  /** Delta's own limit: nobody reads a version for longer. */
  public static final Duration SAFE_VACUUM = Duration.ofDays(7);

  /** What happens to a retention of files that may take them from under a reader. */
  public enum ShortVacuum {
    REFUSED,
    /** Done unless a run is in progress. */
    ALLOWED
  }

  /** Whether the upkeep is done or only reported. */
  public enum Mode {
    DRY_RUN,
    EXECUTE
  }
}
