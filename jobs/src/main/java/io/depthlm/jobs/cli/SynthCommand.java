package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.synth.DepthMapFormat;
import io.depthlm.common.synth.Fidelity;
import io.depthlm.common.synth.LabelPattern;
import io.depthlm.common.synth.SceneKind;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthSplit;
import io.depthlm.jobs.synth.SynthJob;
import io.depthlm.jobs.synth.SynthResult;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code synth}. */
@Command(
    name = "synth",
    mixinStandardHelpOptions = true,
    description =
        "Draws rooms and streets with exact depth. The same options draw the same pictures.",
    footer = {
      "",
      "Reads:   nothing",
      "Writes:  pictures and JSON lines in the curated form",
      "Example: depthlm synth --frames 200 --seed 1 --split eval --out scenes"
    })
final class SynthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SparkOptions spark;

  @Option(names = "--frames", required = true, paramLabel = "N", description = "number of pictures")
  private int frames;

  @Option(names = "--seed", required = true, paramLabel = "S", description = "seed of the scenes")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "the folder to create")
  private String out;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "train",
      description = "train or eval; they share no scene, whatever the seeds")
  private SynthSplit split;

  @Option(
      names = "--scenes",
      paramLabel = "KIND",
      split = ",",
      defaultValue = "room,street",
      description = "kinds of scenes, used in turn; default ${DEFAULT-VALUE}")
  private List<SceneKind> kinds;

  @Option(
      names = "--frames-per-scene",
      paramLabel = "N",
      defaultValue = "4",
      description = "pictures per scene; default ${DEFAULT-VALUE}")
  private int framesPerScene;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "640x480",
      description = "size of the pictures in pixels; default ${DEFAULT-VALUE}")
  private String size;

  @Option(
      names = "--focal",
      paramLabel = "MIN,MAX",
      split = ",",
      description =
          "range of focal lengths in pixels; default 380,1100 for a width of 640 px, and"
              + " in proportion for others")
  private List<Double> focalPx;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "100",
      description = "labels per picture; default ${DEFAULT-VALUE}")
  private int points;

  @Option(
      names = "--label-kind",
      paramLabel = "KIND",
      defaultValue = "radial",
      description = "kind of the labels: z or radial; default ${DEFAULT-VALUE}")
  private LabelKind labelKind;

  @Option(
      names = "--labels",
      paramLabel = "PATTERN",
      defaultValue = "uniform",
      description =
          "pattern of the labelled pixels: uniform, scan_lines or half_boundary; default"
              + " ${DEFAULT-VALUE}")
  private LabelPattern pattern;

  @Option(
      names = "--fast",
      description = "draw without shadows, smoothing and noise, for large tests")
  private boolean fast;

  @Option(
      names = "--dense",
      description = "also write dense depth maps: 16-bit PNG, z in millimetres")
  private boolean dense;

  @Override
  public Integer call() {
    SynthSettings settings = settings();
    SynthResult result =
        new SynthJob(spark.open("synth"), settings, out)
            .run(ConsoleProgress.on(spec.commandLine().getErr()));
    var screen = spec.commandLine().getOut();
    screen.printf(
        "synth: %,d frames with %,d %s labels in %s%n",
        result.frames(), result.points(), labelKind.key(), result.uri());
    screen.printf(
        "next: depthlm ingest --dataset synth --format jsonl --input %s --label-kind %s"
            + " --warehouse warehouse%n",
        Hints.quoted(out), labelKind.key());
    return ExitCode.OK.code();
  }

  private SynthSettings settings() {
    String[] sides = size.split("x", -1);
    if (sides.length != 2 || !size.matches("\\d{1,5}x\\d{1,5}")) {
      throw new UserError("--size " + size + " is no picture size", "write --size 640x480");
    }
    if (focalPx != null && focalPx.size() != 2) {
      throw new UserError(
          "--focal has " + focalPx.size() + " numbers",
          "write the least and the greatest, 400,900");
    }
    SynthSettings settings =
        SynthSettings.of(frames, seed)
            .withSplit(split)
            .withSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]))
            .withScenes(framesPerScene, kinds)
            .withLabels(points, labelKind, pattern)
            .withOutput(
                fast ? Fidelity.FAST : Fidelity.FULL,
                dense ? DepthMapFormat.PNG_MM : DepthMapFormat.NONE);
    return focalPx == null ? settings : settings.withFocal(focalPx.get(0), focalPx.get(1));
  }
}
