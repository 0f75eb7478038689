package io.depthlm.jobs.maintain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunRetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static Instant daysAgo(double days) {
    return NOW.minusSeconds(Math.round(days * 86_400));
  }

  private static RunRecord ended(String id, double daysAgo, Instant acceptedAt) {
    return new RunRecord(id, "nightly", null, daysAgo(daysAgo + 0.1), daysAgo(daysAgo), acceptedAt);
  }

  private static List<String> expired(RunRecord... runs) {
    return RunRetention.expired(List.of(runs), Duration.ofDays(30), NOW).stream()
        .map(RunRecord::runId)
        .toList();
  }

  @Test
  void whatEndedLongAgoGoes() {
    assertEquals(List.of("old"), expired(ended("old", 30.01, null), ended("new", 29.99, null)));
  }

  @Test
  void aRunInProgressStaysHoweverOld() {
    assertEquals(
        List.of(),
        expired(new RunRecord("r", "nightly", NOW.plusSeconds(1), daysAgo(90), null, null)));
  }

  @Test
  void aRunWhoseDriverDiedGoesThatLongAfterItsLease() {
    RunRecord lately = new RunRecord("lately", "nightly", daysAgo(29), daysAgo(90), null, null);
    RunRecord longAgo = new RunRecord("longAgo", "nightly", daysAgo(31), daysAgo(90), null, null);
    RunRecord unheld = new RunRecord("unheld", "nightly", null, daysAgo(31), null, null);
    assertEquals(List.of("longAgo", "unheld"), expired(lately, longAgo, unheld));
  }

  @Test
  void theBaselineOfASweepStays() {
    RunRecord other = new RunRecord("other", "weekly", null, daysAgo(90), daysAgo(90), daysAgo(90));
    assertEquals(
        List.of("first", "rejected"),
        expired(
            ended("first", 60, daysAgo(60)),
            ended("second", 50, daysAgo(50)),
            ended("rejected", 40, null),
            other));
  }
}
