package io.depthlm.jobs.cli;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.jobs.sweep.SweepResult;
import java.io.PrintWriter;

/** The last lines of a run and its exit code. */
final class RunSummary {
  private RunSummary() {}

  /** Prints the outcomes of the questions; the last line has the run and a query that shows it. */
  static int of(PrintWriter out, SweepResult result, LoadedSweep loaded, String warehouse) {
    ExitCode code = questions(out, result, loaded);
    last(out, result, warehouse);
    return code.code();
  }

  /** Prints the outcomes of the questions, and whether too many failed. */
  static ExitCode questions(PrintWriter out, SweepResult result, LoadedSweep loaded) {
    out.printf(
        "questions: %,d answered, %,d unparsed, %,d failed, %,d rejected; asked now: %,d%n",
        result.questions().answered(),
        result.questions().unparsed(),
        result.questions().failed(),
        result.questions().rejected(),
        result.predicted().asked());
    double allowed = loaded.sweep().predict().maxFailedFraction();
    boolean tooMany = result.failedFraction() > allowed;
    if (tooMany) {
      out.printf(
          "failed: %.4f of the questions, more than max_failed_fraction = %s%n",
          result.failedFraction(), allowed);
    }
    return tooMany ? ExitCode.GATE : ExitCode.OK;
  }

  /** The run, with the commands that make its page and look at its figures. */
  static void last(PrintWriter out, SweepResult result, String warehouse) {
    out.println(Hints.page(result.runId(), warehouse));
    out.println("run " + result.runId() + "; " + lookAt(result, warehouse));
  }

  private static String lookAt(SweepResult result, String warehouse) {
    return Hints.sql(
        "SELECT * FROM metrics WHERE run_id = '%s' AND slice = 'all'".formatted(result.runId()),
        warehouse);
  }
}
