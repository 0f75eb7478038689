package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.compare.CompareJob;
import io.depthlm.jobs.compare.CompareRequest;
import io.depthlm.jobs.compare.CompareResult;
import io.depthlm.jobs.compare.CompareText;
import io.depthlm.jobs.compare.Gate;
import io.depthlm.jobs.compare.GateRules;
import io.depthlm.jobs.compare.VariantFilter;
import io.depthlm.jobs.run.AcceptedRuns;
import io.depthlm.jobs.scoring.RunProtocol;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that compare a run with an earlier one. */
final class GateOptions {
  private static final String ACCEPTED = "accepted";

  @Option(
      names = "--baseline",
      paramLabel = "ID",
      description =
          "the run to compare with; 'accepted' is the last accepted run of the same sweep")
  private String baseline;

  @Option(
      names = "--fail-if-worse",
      paramLabel = "RULE",
      split = ",",
      description =
          "exit with code 4 if the whole paired interval of a metric (delta1, abs_rel,"
              + " ...) is worse, or if answers of the baseline are missing; coverage=SHARE"
              + " allows that share to be missing; speed, speed=SHARE or speed=N/s sets a floor:"
              + " 0.8 or SHARE of the baseline's questions per engine second, or N")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--accept",
      description =
          "mark the run as accepted if nothing is worse; the first run of a sweep needs no"
              + " baseline")
  private boolean accept;

  /** Whether a comparison is wanted. */
  boolean isWanted() {
    return baseline != null;
  }

  /**
   * The rules; they are parsed before any work begins, so that a mistake is reported at once.
   *
   * @throws UserError if they make no sense
   */
  GateRules rules() {
    if (baseline == null && (accept || !rules.isEmpty())) {
      throw new UserError(
          "--fail-if-worse and --accept need something to compare with",
          "name a run, or --baseline accepted");
    }
    return GateRules.parse(rules);
  }

  /** Compares, prints the result, accepts the run if wanted, and returns the exit code. */
  ExitCode check(Warehouse warehouse, String runId, PrintWriter out, Progress progress) {
    return check(warehouse, runId, ComparedVariants.ALL, CompareText.DEFAULT, out, progress);
  }

  /** Which variants of the run, and of the baseline. */
  record ComparedVariants(VariantFilter run, VariantFilter baseline) {
    static final ComparedVariants ALL = new ComparedVariants(VariantFilter.ALL, VariantFilter.ALL);
  }

  /** As {@link #check(Warehouse, String, PrintWriter, Progress)}, of some variants, as a text. */
  ExitCode check(
      Warehouse warehouse,
      String runId,
      ComparedVariants variants,
      CompareText text,
      PrintWriter out,
      Progress progress) {
    GateRules gate = rules();
    AcceptedRuns accepted = new AcceptedRuns(warehouse);
    Optional<String> against =
        baseline.equals(ACCEPTED)
            ? accepted.baselineOf(runId)
            : Optional.of(RunIds.today(baseline));
    if (against.isEmpty() && !accept) {
      throw new UserError(
          "no run of sweep '%s' was accepted yet".formatted(accepted.sweepOf(runId)),
          "accept one: depthlm compare --run ID --baseline ID --accept");
    }
    List<String> reasons = List.of();
    if (against.isPresent()) {
      CompareResult result = compare(warehouse, runId, against.get(), variants, progress);
      out.print(text.of(result));
      reasons = rules.isEmpty() ? List.of() : Gate.reasons(result, gate);
      reasons.forEach(reason -> out.println("gate: " + reason));
    } else {
      out.println("gate: the first run of its sweep, there is none to hold it against");
    }
    if (accept && reasons.isEmpty()) {
      accepted.accept(runId);
      out.println("gate: run " + runId + " is accepted");
    }
    return reasons.isEmpty() ? ExitCode.OK : ExitCode.GATE;
  }

  private static CompareResult compare(
      Warehouse warehouse,
      String runId,
      String baselineId,
      ComparedVariants variants,
      Progress progress) {
    // the run in question says how it is scored
    RunProtocol protocol = RunProtocol.of(warehouse, runId);
    return new CompareJob(
            warehouse,
            new CompareRequest(
                runId,
                variants.run(),
                baselineId,
                variants.baseline(),
                protocol.truthRanges(),
                protocol.bootstrap()))
        .run(progress);
  }
}
