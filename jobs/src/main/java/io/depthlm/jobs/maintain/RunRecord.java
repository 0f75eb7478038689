package io.depthlm.jobs.maintain;

import io.depthlm.jobs.rows.RowCodec;
import java.time.Instant;

/**
 * A row of {@code runs}, as far as upkeep needs it.
 *
 * @param leaseUntil null where no driver holds it
 * @param finishedAt null where it never ended: it runs, or its driver died
 * @param acceptedAt null where no gate accepted it
 */
record RunRecord(
    String runId,
    String sweep,
    Instant leaseUntil,
    Instant startedAt,
    Instant finishedAt,
    Instant acceptedAt) {
  static final RowCodec<RunRecord> ROWS = RowCodec.of(RunRecord.class);

  boolean inProgress(Instant now) {
    return leaseUntil != null && leaseUntil.isAfter(now);
  }

  /** When something last happened to it. */
  Instant endedAt() {
    if (finishedAt != null) {
      return finishedAt;
    }
    return leaseUntil != null && leaseUntil.isAfter(startedAt) ? leaseUntil : startedAt;
  }
}
