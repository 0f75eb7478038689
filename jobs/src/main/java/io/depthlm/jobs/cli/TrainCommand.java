package io.depthlm.jobs.cli;

import io.depthlm.common.config.ConfigHelp;
import io.depthlm.common.config.LoadedTrain;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.text.TextTable;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.train.ExportJob;
import io.depthlm.jobs.train.StopSignal;
import io.depthlm.jobs.train.TrainJob;
import io.depthlm.jobs.train.TrainResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Fine-tunes a model on labelled pixels. Run the same command again to continue"
            + " from the last checkpoint. When it is interrupted, it writes a checkpoint at"
            + " the end of its step.",
    footer = {
      "",
      "Reads:   the training file, its base checkpoint, frames, points",
      "Writes:  a checkpoint folder as Hugging Face publishes it, training",
      "Example: depthlm train --conf conf/train/tiny.conf --set out=models/mine --warehouse"
          + " warehouse"
    })
final class TrainCommand implements Callable<Integer>, Resumable {
  /** Before Spark's own hook, which ends the session that the last rows are written with. */
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  private static final long STOP_SECONDS = 600;

  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--conf",
      required = true,
      paramLabel = "FILE",
      description = "the training file: a path or any Hadoop URI")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "override a key of the file, with the value as in the file: --set steps=2000;"
              + " may be repeated")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--help-conf",
      help = true,
      description = "show every key of a training file with its default, limits and unit")
  private boolean helpConf;

  @Option(
      names = "--dry-run",
      description =
          "show the effective configuration and the frames of each data set, and run nothing")
  private boolean dryRun;

  @Option(
      names = "--stop-after",
      paramLabel = "STEPS",
      description =
          "stop after this many steps, as if interrupted; run the same command again to"
              + " continue")
  private Long stopAfter;

  @Option(
      names = "--export",
      paramLabel = "URI",
      description =
          "write prepared samples (pictures and conversations) for other trainers instead"
              + " of training")
  private String export;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "number of samples to export; default ${DEFAULT-VALUE}")
  private long samples;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (helpConf) {
      out.print(ConfigHelp.trainText());
      return ExitCode.OK.code();
    }
    if (stopAfter != null && stopAfter < 1) {
      throw new UserError("--stop-after is " + stopAfter, "give at least 1 step");
    }
    LoadedTrain loaded = ConfFiles.trainLoader(() -> spark.open("train")).load(file, overrides);
    Warehouse tables = warehouse.openExisting(spark.open("train"));
    TrainJob job = new TrainJob(tables, loaded);
    if (dryRun) {
      out.println(loaded.effective());
      out.print(sources(job.dryRun()));
      return ExitCode.OK.code();
    }
    if (export != null) {
      return export(out, tables, loaded.train());
    }
    return train(out, job);
  }

  private int export(PrintWriter out, Warehouse tables, TrainConfig train) throws IOException {
    if (samples < 1) {
      throw new UserError("--samples is " + samples, "give at least 1");
    }
    ExportJob.Result result =
        new ExportJob(tables, train, export, samples)
            .run(ConsoleProgress.on(spec.commandLine().getErr()));
    if (!result.leftOut().isEmpty()) {
      out.printf("left out: %s%n", result.leftOut());
    }
    out.printf("export: %,d samples in %s%n", result.samples(), result.uri());
    return ExitCode.OK.code();
  }

  @Override
  public String afterInterruption() {
    return "a checkpoint is written at the end of the step; the same command again goes on there";
  }

  private int train(PrintWriter out, TrainJob job) throws IOException {
    StopSignal stop = new StopSignal();
    Runnable hook = () -> await(stop);
    ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY, STOP_SECONDS, TimeUnit.SECONDS);
    try {
      TrainResult result =
          job.run(
              stopAfter == null ? Long.MAX_VALUE : stopAfter,
              stop,
              ConsoleProgress.on(spec.commandLine().getErr()));
      end(out, result);
      return ExitCode.OK.code();
    } finally {
      out.flush();
      stop.end();
      if (!ShutdownHookManager.get().isShutdownInProgress()) {
        ShutdownHookManager.get().removeShutdownHook(hook);
      }
    }
  }

  private static void await(StopSignal stop) {
    stop.ask();
    try {
      stop.awaitEnd(STOP_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(PrintWriter out, TrainResult result) {
    if (result.finished()) {
      out.printf("train: %,d steps done; the model is in %s%n", result.step(), result.outUri());
    } else {
      out.printf(
          "train: stopped after step %,d of %,d; the same command again goes on from there%n",
          result.step(), result.steps());
    }
    out.printf(
        "train %s; %s%n",
        result.trainId(),
        Hints.sql(
            "SELECT step, loss, held_out_delta1 FROM training WHERE train_id = '%s' ORDER BY step"
                .formatted(result.trainId()),
            warehouse.uri()));
  }

  private static String sources(List<TrainJob.Source> sources) {
    List<List<String>> rows = new ArrayList<>();
    for (TrainJob.Source source : sources) {
      rows.add(
          List.of(
              source.name(),
              source.split() == null ? "all" : source.split(),
              source.weight() == 0 ? "held out" : Double.toString(source.weight()),
              String.format(Locale.ROOT, "%,d", source.frames()),
              String.format(Locale.ROOT, "%,d", source.labels()),
              String.format(Locale.ROOT, "%,d", source.preparedBytes() >> 20)));
    }
    return TextTable.ofLines(
            List.of("dataset", "split", "weight", "frames", "labels", "prepared_mb"),
            List.of(
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT),
            rows)
        .render();
  }
}
