package io.depthlm.jobs.cli;

import io.depthlm.jobs.predict.PredictJob;
import java.util.List;
import picocli.CommandLine.Option;

/** Which run a command continues, and how. */
final class RunOptions {
  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "the id of the run to start or continue; {date} stands for today's date in UTC;"
              + " default: the latest unfinished run of this configuration, else a new one")
  private String runId;

  @Option(
      names = "--max-failed-fraction",
      paramLabel = "F",
      description = "share of the questions that may fail before the exit code is 4")
  private Double maxFailedFraction;

  @Option(
      names = "--reuse",
      description = "copy answers of the same variant to the same question from earlier runs")
  private boolean reuse;

  /** The run, or null. */
  String runId() {
    return RunIds.today(runId);
  }

  /** Whether earlier answers are reused. */
  PredictJob.Reuse reuse() {
    return reuse ? PredictJob.Reuse.EARLIER_RUNS : PredictJob.Reuse.NOTHING;
  }

  /** The keys of the sweep file that these options stand for. */
  List<String> overrides() {
    return maxFailedFraction == null
        ? List.of()
        : List.of("predict.max_failed_fraction=" + maxFailedFraction);
  }
}
