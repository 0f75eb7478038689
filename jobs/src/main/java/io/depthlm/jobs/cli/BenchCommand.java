package io.depthlm.jobs.cli;

import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PointingConfig;
import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.common.vlm.VlmSettings;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.jobs.bench.BenchJob;
import io.depthlm.jobs.bench.BenchRequest;
import io.depthlm.jobs.bench.BenchResult;
import io.depthlm.jobs.bench.ShareBench;
import io.depthlm.jobs.bench.ShareRequest;
import io.depthlm.jobs.predict.EngineSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures the speed of the preparation, the bare model, the engine and the whole"
            + " Spark job on the same questions.",
    footer = {
      "",
      "Reads:   the model; without --model, it makes one with random weights",
      "Writes:  nothing that stays",
      "Example: depthlm bench --family qwen2_5_vl --size tiny --frames 4 --points 8 --repeats 3"
    })
final class BenchCommand implements Callable<Integer> {
  private static final double DEFAULT_FOCAL_PX = 1000;

  private static final String PAINTED = "painted";

  private static final Set<OutputFormat> FORMATS = Set.of(OutputFormat.TABLE, OutputFormat.JSON);

  @Spec private CommandSpec spec;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--model",
      paramLabel = "URI",
      description = "a checkpoint folder, or the name of a conf/models entry")
  private String model;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a key of the model's entry, such as batch_size=16; may be repeated")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--family",
      paramLabel = "FAMILY",
      defaultValue = "qwen2_5_vl",
      description =
          "family of the random model: qwen2_5_vl, qwen3_vl, pixtral or mistral3;"
              + " default ${DEFAULT-VALUE}")
  private String family;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "tiny",
      description = "size of the random model: tiny, 200m, ...; default ${DEFAULT-VALUE}")
  private String size;

  @Option(
      names = "--focal",
      paramLabel = "PX",
      description = "focal length that frames are resized to; default: the model's, else 1000")
  private Double focalPx;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "8",
      description = "number of pictures; default ${DEFAULT-VALUE}")
  private int frames;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "8",
      description = "questions per picture; default ${DEFAULT-VALUE}")
  private int points;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "number of measured repeats; default ${DEFAULT-VALUE}")
  private int repeats;

  @Option(
      names = "--marker",
      paramLabel = "NAME",
      description =
          "the marker; default: the fastest one that the model's entry lists, else red_arrow")
  private String marker;

  @Option(
      names = "--prompt",
      paramLabel = "NAME",
      description = "name of a conf/prompts entry; default: the one taught with the marker")
  private String prompt;

  @Option(
      names = "--share",
      description =
          "instead, measure the time of a question about a picture that many questions share,"
              + " against the same questions with the picture read for each")
  private boolean share;

  @Option(
      names = "--questions",
      paramLabel = "N",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "1,10,100,1000",
      description = "with --share: numbers of questions per picture; default ${DEFAULT-VALUE}")
  private List<Integer> questions;

  @Option(
      names = "--pointing",
      paramLabel = "WAY",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "text,token,painted",
      description = "with --share: ways to point at a pixel; default ${DEFAULT-VALUE}")
  private List<String> pointing;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json; default ${DEFAULT-VALUE}")
  private OutputFormat format;

  @Override
  public Integer call() throws IOException {
    if (share) {
      return shared();
    }
    if (frames < 1 || points < 1 || repeats < 1 || !FORMATS.contains(format)) {
      throw new UserError(
          "--frames %d --points %d --repeats %d --format %s"
              .formatted(frames, points, repeats, format),
          "give numbers of at least 1, and table or json");
    }
    Path folder = Files.createTempDirectory("depthlm-bench");
    try {
      ModelConfig entry = entry(folder);
      SparkSession session = spark.open("bench");
      EngineSpec engine =
          new EngineSpecs(() -> session.sparkContext().hadoopConfiguration()).of(entry);
      GpuHint.of(engine, GpuHint.DRIVER).ifPresent(spec.commandLine().getErr()::println);
      BenchRequest request =
          new BenchRequest(
              entry.name(),
              engine,
              localCheckpoint(entry),
              asking(entry, entry.pointing(marker, prompt)),
              frames,
              points,
              repeats,
              folder);
      BenchResult result =
          new BenchJob(session, request).run(ConsoleProgress.on(spec.commandLine().getErr()));
      BenchReport report = new BenchReport(request, result);
      spec.commandLine()
          .getOut()
          .print(format == OutputFormat.JSON ? report.json() : report.text());
      return ExitCode.OK.code();
    } finally {
      Folders.delete(folder);
    }
  }

  /** What sharing a picture saves; without tables and session. */
  private int shared() throws IOException {
    if (repeats < 1 || !FORMATS.contains(format) || questions.stream().anyMatch(n -> n < 1)) {
      throw new UserError(
          "--questions %s --repeats %d --format %s".formatted(questions, repeats, format),
          "give numbers of at least 1, and table or json");
    }
    Path folder = Files.createTempDirectory("depthlm-bench");
    try {
      ModelConfig entry = entry(folder);
      List<ShareRequest.Way> ways = new ArrayList<>();
      for (String way : pointing) {
        PointingConfig taught = entry.pointing(marker(entry, way), prompt);
        ways.add(new ShareRequest.Way(way, taught.prompt(), asking(entry, taught)));
      }
      EngineSpec engine = new EngineSpecs(spark::hadoop).of(entry);
      GpuHint.of(engine, GpuHint.DRIVER).ifPresent(spec.commandLine().getErr()::println);
      ShareRequest request = new ShareRequest(entry.name(), engine, ways, questions, repeats);
      ShareReport report =
          new ShareReport(
              request,
              new ShareBench(request).run(ConsoleProgress.on(spec.commandLine().getErr())));
      spec.commandLine()
          .getOut()
          .print(format == OutputFormat.JSON ? report.json() : report.text());
      return ExitCode.OK.code();
    } finally {
      Folders.delete(folder);
    }
  }

  /** The marker of a way to point; of painted ones the model's own. */
  private static String marker(ModelConfig entry, String way) {
    return switch (way) {
      case Markers.TEXT, Markers.TOKEN -> way;
      case PAINTED ->
          entry.taught().stream()
              .map(PointingConfig::marker)
              .filter(name -> !name.equals(Markers.TEXT) && !name.equals(Markers.TOKEN))
              .findFirst()
              .orElse(Markers.OFFICIAL);
      default ->
          throw new UserError(
              "--pointing " + way + " is no way to point", "choose text, token or painted");
    };
  }

  private ModelConfig entry(Path folder) throws IOException {
    if (model != null) {
      return ConfFiles.entries(spark::hadoop).model(model, settings);
    }
    Family chosen = Family.asked("--family", family);
    Path made = folder.resolve("random-" + family + "-" + size);
    new RandomCheckpoint(Shapes.of(chosen, size), NumberType.BF16, 1, 5_000_000_000L).write(made);
    // Answers of random weights have no end of their own: as long as the learnt one's number.
    List<String> all = new ArrayList<>(List.of("max_new_tokens=12"));
    all.addAll(settings);
    return ConfFiles.entries(spark::hadoop).model(made.toString(), all);
  }

  private static Path localCheckpoint(ModelConfig entry) {
    return entry.engine() instanceof VlmSettings vlm && Files.isDirectory(Path.of(vlm.uri()))
        ? Path.of(vlm.uri())
        : null;
  }

  private Asking asking(ModelConfig entry, PointingConfig way) {
    Double recommended = entry.recommendedFocalPx();
    double focal = focalPx != null ? focalPx : recommended != null ? recommended : DEFAULT_FOCAL_PX;
    return new Asking(
        TaskSpec.of(TaskKind.DISTANCE),
        ConfFiles.entries(spark::hadoop).prompt(way.prompt(), TaskKind.DISTANCE).of(way.marker()),
        way.marker(),
        FocalSetting.official(focal),
        ImageLimits.DEFAULT);
  }
}
