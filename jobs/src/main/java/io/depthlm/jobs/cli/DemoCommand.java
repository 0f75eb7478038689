package io.depthlm.jobs.cli;

import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PointingConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.synth.SceneGenerator;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.jobs.ask.ImageQuestions;
import io.depthlm.jobs.ask.UriFiles;
import io.depthlm.jobs.ingest.IngestJob;
import io.depthlm.jobs.ingest.IngestRequest;
import io.depthlm.jobs.predict.EngineSpecs;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.report.LeaderboardJob;
import io.depthlm.jobs.report.LeaderboardRenderer;
import io.depthlm.jobs.report.LeaderboardRequest;
import io.depthlm.jobs.spark.SourceCheckout;
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

/**
 * {@code demo}: runs synth, ingest, sweep and leaderboard and draws a picture, with what the
 * repository ships.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Runs the main job end to end on synthetic frames. It needs no network, no GPU"
            + " and no weights to find.",
    footer = {
      "",
      "Reads:   conf/sweeps/tiny.conf, and models/depthlm-tiny if it runs in a checkout",
      "Writes:  frames, a warehouse with all tables, and depth.png, under --out",
      "Example: depthlm demo --out demo"
    })
final class DemoCommand implements Callable<Integer>, Resumable {
  private static final String DATASET = "demo";

  /** The room and the street with the widest view. */
  private static final List<Integer> SHOWN_FRAMES = List.of(16, 5);

  private static final int STRIDE_PX = 8;

  @Spec private CommandSpec spec;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "the folder to write; default ${DEFAULT-VALUE}")
  private Path folder;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ConsoleProgress progress = ConsoleProgress.on(spec.commandLine().getErr());
    DemoSweep sweep =
        DemoSweep.load(
            ConfFiles.loader(() -> spark.open("demo")),
            ConfFiles.shipped() + "/sweeps/tiny.conf",
            SourceCheckout.here());
    if (!sweep.missing().isEmpty()) {
      progress.say(
          "demo: there is no %s here, nor in a checkout that DEPTHLM_HOME names: only the constants"
                  .formatted(String.join(", ", sweep.missing()))
              + " are asked, and no picture is drawn");
    }
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
            IngestRequest.ofLines(DATASET, frames.toString(), settings.labelKind()),
            ImageLimits.DEFAULT)
        .run(progress);
    SweepResult result =
        new SweepJob(tables, sweep.loaded())
            .run(null, SweepJob.Stage.EVALUATE, PredictJob.Reuse.NOTHING, progress);
    out.print(
        LeaderboardRenderer.render(
            LeaderboardJob.run(tables, LeaderboardRequest.ofRun(result.runId())),
            OutputFormat.TABLE));
    out.println();
    sweep
        .seeing()
        .ifPresent(
            model ->
                draw(
                    fastest(sweep.asking(), model, ConfFiles.entries(spark::hadoop)),
                    model,
                    settings,
                    progress));
    return RunSummary.of(out, result, sweep.loaded(), warehouse.toString());
  }

  /** The sweep's questions, pointed in the fastest way that the model was taught. */
  static Asking fastest(Asking asking, ModelConfig model, EntryLoader entries) {
    PointingConfig way = model.pointing(null, null);
    return new Asking(
        asking.task(),
        entries.prompt(way.prompt(), asking.task().kind()).of(way.marker()),
        way.marker(),
        asking.focal(),
        asking.limits());
  }

  /** Asks a model about whole frames of the sweep and draws its answers beside the truth. */
  private void draw(
      Asking asking, ModelConfig model, SynthSettings settings, ConsoleProgress progress) {
    SceneGenerator scenes = new SceneGenerator(settings);
    List<DemoPicture.Named> frames =
        SHOWN_FRAMES.stream()
            .map(i -> new DemoPicture.Named(name(scenes, i), scenes.frame(i)))
            .toList();
    DemoPicture picture = new DemoPicture(model.name(), asking, STRIDE_PX);
    int cells = frames.stream().mapToInt(named -> picture.cells(named.frame())).sum();
    progress.say("demo: asking %s about %,d cells of two frames".formatted(model.name(), cells));
    RgbImage drawn;
    try (ImageQuestions questions =
        ImageQuestions.open(new EngineSpecs(spark::hadoop).of(model), asking)) {
      drawn =
          picture.draw(
              questions, frames, done -> progress.update("questions of the picture", done, cells));
    }
    Path file = folder.resolve("depth.png");
    new UriFiles(spark::hadoop).write(file.toString(), PngEncoder.encode(drawn));
    spec.commandLine()
        .getOut()
        .println("picture: %s, true depth beside what %s says".formatted(file, model.name()));
  }

  /** Such as {@code frame 5, street}. */
  private static String name(SceneGenerator scenes, int frame) {
    return "frame %d, %s".formatted(frame, scenes.sceneId(frame).replaceFirst("-.*", ""));
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
