package io.depthlm.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.config.ModelConfig;
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
import io.depthlm.common.text.TextTable;
import io.depthlm.common.vlm.VlmSettings;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.jobs.bench.BenchJob;
import io.depthlm.jobs.bench.BenchRequest;
import io.depthlm.jobs.bench.BenchResult;
import io.depthlm.jobs.bench.Spread;
import io.depthlm.jobs.predict.EngineSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json; default ${DEFAULT-VALUE}")
  private OutputFormat format;

  @Override
  public Integer call() throws IOException {
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
      BenchRequest request =
          new BenchRequest(
              entry.name(),
              engine,
              localCheckpoint(entry),
              asking(entry),
              frames,
              points,
              repeats,
              folder);
      BenchResult result =
          new BenchJob(session, request).run(ConsoleProgress.on(spec.commandLine().getErr()));
      spec.commandLine()
          .getOut()
          .print(format == OutputFormat.JSON ? json(request, result) : text(request, result));
      return ExitCode.OK.code();
    } finally {
      Folders.delete(folder);
    }
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

  private Asking asking(ModelConfig entry) {
    Double recommended = entry.recommendedFocalPx();
    double focal = focalPx != null ? focalPx : recommended != null ? recommended : DEFAULT_FOCAL_PX;
    return new Asking(
        TaskSpec.of(TaskKind.DISTANCE),
        ConfFiles.entries(spark::hadoop).prompt("default", TaskKind.DISTANCE).marker(),
        Markers.OFFICIAL,
        FocalSetting.official(focal),
        ImageLimits.DEFAULT);
  }

  private static String machine() {
    return "%d cores, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version());
  }

  private String text(BenchRequest request, BenchResult result) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "bench: %s, focal length %s px, %,d questions on %,d frames of 640 x 480, %d repeats%n",
            request.modelName(),
            AskReport.plain(request.asking().focal().focalPx()),
            result.questions(),
            frames,
            repeats));
    out.append("machine: ").append(machine());
    if (result.computedIn() != null) {
      out.append("; computes in ").append(result.computedIn());
    }
    out.append(System.lineSeparator());
    out.append(System.lineSeparator());
    List<List<String>> rows = new ArrayList<>();
    for (BenchResult.Preparation p : result.preparation()) {
      rows.add(
          List.of(
              Integer.toString(p.pointsPerImage()),
              number(p.decode().median()),
              number(p.resize().median()),
              p.patchify() == null ? "-" : number(p.patchify().median()),
              number(p.ask().median()),
              number(p.total().median()),
              range(p.total())));
    }
    out.append(
        table(
            List.of(
                "preparation, ms/question: points/image",
                "decode",
                "resize",
                "patchify",
                "mark and words",
                "total",
                "least to greatest"),
            rows));
    rows.clear();
    for (BenchResult.Speed s : result.speeds()) {
      rows.add(
          List.of(
              s.part(), number(s.questionsPerSecond().median()), range(s.questionsPerSecond())));
    }
    out.append(System.lineSeparator());
    out.append(table(List.of("speed", "questions/s", "least to greatest"), rows));
    rows.clear();
    for (BenchResult.Figure f : result.figures()) {
      boolean share = f.unit().equals("fraction");
      Spread v = f.value();
      Spread shown = share ? new Spread(100 * v.median(), 100 * v.least(), 100 * v.greatest()) : v;
      rows.add(
          List.of(
              f.name(),
              number(shown.median()),
              range(shown),
              share ? "% of time" : f.unit().equals("ms") ? "ms/question" : f.unit()));
    }
    out.append(System.lineSeparator());
    out.append(table(List.of("figure", "median", "least to greatest", "unit"), rows));
    return out.toString();
  }

  private static String table(List<String> header, List<List<String>> rows) {
    List<TextTable.Align> aligns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      aligns.add(i == 0 ? TextTable.Align.LEFT : TextTable.Align.RIGHT);
    }
    return TextTable.ofLines(header, aligns, List.copyOf(rows)).render();
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 1 ? "%.2f" : "%.4f", value);
  }

  private static String range(Spread spread) {
    return number(spread.least()) + " to " + number(spread.greatest());
  }

  private String json(BenchRequest request, BenchResult result) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", request.modelName());
    all.put("focal_px", request.asking().focal().focalPx());
    all.put("frames", frames);
    all.put("points_per_frame", points);
    all.put("repeats", repeats);
    all.put("machine", machine());
    all.put("result", result);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all)
          + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of texts and numbers", e);
    }
  }
}
