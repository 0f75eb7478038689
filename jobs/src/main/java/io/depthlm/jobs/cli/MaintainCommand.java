package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.text.TextTable;
import io.depthlm.jobs.maintain.MaintainJob;
import io.depthlm.jobs.maintain.MaintainRequest;
import io.depthlm.jobs.maintain.MaintainRequest.Mode;
import io.depthlm.jobs.maintain.MaintainRequest.ShortVacuum;
import io.depthlm.jobs.maintain.MaintainResult;
import io.depthlm.jobs.maintain.MaintainResult.TableUpkeep;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maintain}. */
@Command(
    name = "maintain",
    mixinStandardHelpOptions = true,
    description =
        "Maintains the tables: removes old runs, joins small files, and deletes files"
            + " that no table references any more. Run it while nothing is being ingested.",
    footer = {
      "",
      "Reads:   all tables",
      "Writes:  all tables; frames, points and images keep their rows",
      "Example: depthlm maintain --keep-days 90 --dry-run --warehouse warehouse"
    })
final class MaintainCommand implements Callable<Integer>, Resumable {
  private static final int SHOWN_RUNS = 20;

  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--keep-days",
      paramLabel = "N",
      description =
          "remove runs that ended more than N days ago, with their predictions, metrics,"
              + " rejects, cells and plans; runs in progress and accepted baselines are kept;"
              + " default: keep all runs")
  private Integer keepDays;

  @Option(
      names = "--vacuum-hours",
      paramLabel = "H",
      defaultValue = "168",
      description =
          "delete files that no table has referenced for H hours; time travel reaches back"
              + " as far; default ${DEFAULT-VALUE}, a week")
  private int vacuumHours;

  @Option(
      names = "--allow-short-vacuum",
      description =
          "allow fewer than 168 hours; nobody else may read or write the tables meanwhile")
  private boolean allowShortVacuum;

  @Option(names = "--dry-run", description = "show what would be done, and change nothing")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (vacuumHours < 0 || (keepDays != null && keepDays < 0)) {
      throw new UserError(
          "--keep-days and --vacuum-hours cannot be negative", "give 0 or more of each");
    }
    MaintainRequest request =
        new MaintainRequest(
            keepDays == null ? null : Duration.ofDays(keepDays),
            Duration.ofHours(vacuumHours),
            allowShortVacuum ? ShortVacuum.ALLOWED : ShortVacuum.REFUSED,
            dryRun ? Mode.DRY_RUN : Mode.EXECUTE);
    MaintainResult result =
        new MaintainJob(warehouse.openExisting(spark.open("maintain")), request)
            .run(ConsoleProgress.on(spec.commandLine().getErr()));
    print(spec.commandLine().getOut(), result);
    return ExitCode.OK.code();
  }

  private void print(PrintWriter out, MaintainResult result) {
    TextTable table =
        TextTable.ofLines(
            List.of("table", "removed rows", "files", "joined", "into", "deleted files"),
            List.of(
                TextTable.Align.LEFT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT),
            result.tables().stream().map(MaintainCommand::line).toList());
    out.print(table.render());
    for (TableUpkeep upkeep : result.tables()) {
      if (upkeep.problem() != null) {
        out.printf("%s was not compacted: %s%n", upkeep.table().tableName(), upkeep.problem());
      }
    }
    result.removedRuns().stream().limit(SHOWN_RUNS).forEach(id -> out.println("run " + id));
    if (result.removedRuns().size() > SHOWN_RUNS) {
      out.printf("and %,d more%n", result.removedRuns().size() - SHOWN_RUNS);
    }
    out.printf(
        "%s %,d runs and %,d plans%n",
        dryRun ? "dry run: would remove" : "removed",
        result.removedRuns().size(),
        result.removedPlans());
  }

  private static List<String> line(TableUpkeep upkeep) {
    return List.of(
        upkeep.table().tableName(),
        count(upkeep.removedRows()),
        count(upkeep.files()),
        count(upkeep.compactedFiles()),
        count(upkeep.newFiles()),
        count(upkeep.deletedFiles()));
  }

  private static String count(Long count) {
    return count == null ? "-" : String.format(Locale.ROOT, "%,d", count);
  }
}
