package io.depthlm.jobs.cli;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.jobs.ingest.IngestJob;
import io.depthlm.jobs.ingest.IngestRequest;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.report.LeaderboardJob;
import io.depthlm.jobs.report.LeaderboardRenderer;
import io.depthlm.jobs.report.LeaderboardRequest;
import io.depthlm.jobs.report.ReportFormat;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.sweep.SweepJob;
import io.depthlm.jobs.sweep.SweepResult;
import io.depthlm.jobs.synth.SynthJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: synth, ingest, sweep and leaderboard in a row, on what the repository ships. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "The main job end to end on drawn frames: no network, no GPU, no weights to find.",
    footer = {
      "",
      "Reads:   conf/sweeps/tiny.conf",
      "Writes:  frames and a warehouse with all tables, under --out",
      "Example: depthlm demo --out demo"
    })
final class DemoCommand implements Callable<Integer> {
  private static final String DATASET = "demo";

  @Spec private CommandSpec spec;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "a folder; default ${DEFAULT-VALUE}")
  private Path folder;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ConsoleProgress progress = ConsoleProgress.on(spec.commandLine().getErr());
    LoadedSweep sweep =
        ConfFiles.loader(() -> spark.open("demo"))
            .load(ConfFiles.shipped() + "/sweeps/tiny.conf", List.of());
    Path frames = folder.resolve("frames");
    Path warehouse = folder.resolve("warehouse");
    SparkSession session = spark.open("demo");
    SynthSettings settings = SynthSettings.demo();
    if (drawn(frames)) {
      progress.say("demo: the frames in " + frames + " are there");
    } else {
      progress.say("demo: drawing %,d frames into %s".formatted(settings.frames(), frames));
      new SynthJob(session, settings, frames.toString()).run(progress);
    }
    Warehouse tables = new Warehouse(session, warehouse.toString());
    new IngestJob(
            tables,
            new IngestRequest(
                DATASET, "jsonl", frames.toString(), null, null, settings.labelKind(), null),
            ImageLimits.DEFAULT)
        .run(progress);
    SweepResult result =
        new SweepJob(tables, sweep)
            .run(null, SweepJob.Stage.EVALUATE, PredictJob.Reuse.NOTHING, progress);
    out.print(
        LeaderboardRenderer.render(
            LeaderboardJob.run(tables, LeaderboardRequest.ofRun(result.runId())),
            ReportFormat.TABLE));
    out.println();
    return Ends.of(out, result, sweep, warehouse.toString());
  }

  private static boolean drawn(Path frames) {
    if (!Files.isDirectory(frames)) {
      return false;
    }
    try (DirectoryStream<Path> lines = Files.newDirectoryStream(frames, "*.jsonl")) {
      return lines.iterator().hasNext();
    } catch (IOException e) {
      throw new UserError("cannot look into " + frames + ": " + e.getMessage(), "check --out", e);
    }
  }
}
