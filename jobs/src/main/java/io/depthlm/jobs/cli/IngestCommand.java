package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.ingest.ImageLinks;
import io.depthlm.jobs.ingest.IngestJob;
import io.depthlm.jobs.ingest.IngestRequest;
import io.depthlm.jobs.ingest.IngestResult;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ingest}. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description =
        "Reads a data set into the tables. Ingesting the same input again changes nothing.",
    footer = {
      "",
      "Reads:   the input and the headers of its images",
      "Writes:  frames, points, rejects (and images, for --format table with bytes)",
      "Example: depthlm ingest --dataset ibims1 --format jsonl --input ibims1/data.jsonl \\",
      "           --label-kind z --warehouse warehouse"
    })
final class IngestCommand implements Callable<Integer>, Resumable {
  private static final int MOST_EXAMPLES = 5;

  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "the name of the data set")
  private String dataset;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description =
          "jsonl is the curated form; table is Parquet or Delta with the columns of"
              + " docs/tables-in.md; other names are data sets as their authors publish them,"
              + " see docs/datasets")
  private String format;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "URI",
      description = "a file or folder of JSON lines, a table, or the folder of a data set")
  private String input;

  @Option(
      names = "--label-kind",
      paramLabel = "KIND",
      converter = LabelKindConverter.class,
      description =
          "what the depths are: z (along the optical axis) or radial (from the camera"
              + " centre); required for jsonl, table, depth-folder and webdataset, and known for a"
              + " data set as its authors publish it")
  private LabelKind kind;

  @Option(
      names = "--images",
      paramLabel = "URI",
      description =
          "the image folder, or tar shards: a .tar file, a pattern, or a folder that"
              + " contains some; default: the folder of the input")
  private String images;

  @Option(
      names = "--follow-links",
      description =
          "also read pictures that symbolic links lead to outside of the image folder; without"
              + " it, they are rejected")
  private boolean followLinks;

  @Option(
      names = "--intrinsics",
      paramLabel = "URI",
      description = "a table of cameras, joined by frame or camera (--format table)")
  private String intrinsics;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "split to record with the frames; for a raw format, the authors' split to read")
  private String split;

  @Option(
      names = "--max-rejected-fraction",
      paramLabel = "F",
      defaultValue = "0.75",
      description =
          "share of the frames, or of the points, that may be rejected before the exit"
              + " code is 4; default ${DEFAULT-VALUE}")
  private double maxRejectedFraction;

  @Mixin private RawOptions raw;

  @Override
  public Integer call() {
    DatasetFormat found = DatasetFormats.get(format);
    if (found.depths() == DatasetFormat.Depths.GIVEN && kind == null) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + " needs --label-kind z or radial");
    }
    if (found.depths() == DatasetFormat.Depths.KNOWN && kind != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--format " + format + " takes no --label-kind: it says itself what its depths are");
    }
    if (!(maxRejectedFraction >= 0 && maxRejectedFraction <= 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--max-rejected-fraction is " + maxRejectedFraction + ", expected a number from 0 to 1");
    }
    ReaderOptions options = options(found);
    SparkSession session = spark.open("ingest");
    PrintWriter out = spec.commandLine().getOut();
    IngestResult result =
        new IngestJob(
                warehouse.open(session),
                new IngestRequest(
                    dataset,
                    found,
                    input,
                    images,
                    intrinsics,
                    options,
                    followLinks ? ImageLinks.ANYWHERE : ImageLinks.INSIDE),
                ImageLimits.DEFAULT)
            .run(ConsoleProgress.on(spec.commandLine().getErr()));
    out.printf(
        "ingest: %,d frames with %,d points; %,d new, %,d changed, %,d removed; rejects: %s%n",
        result.frames(),
        result.points(),
        result.newFrames(),
        result.changedFrames(),
        result.removedFrames(),
        rejects(result.rejectsByReason()));
    result.examples().stream().limit(MOST_EXAMPLES).forEach(line -> out.println("  " + line));
    result.passedOver().forEach(line -> out.println("ingest: " + line));
    String look =
        Hints.sql(
            "SELECT reason, count(*), min(detail) FROM rejects WHERE dataset = '"
                + dataset
                + "' GROUP BY reason",
            warehouse.uri());
    if (result.frames() == 0) {
      throw new UserError(
          "ingest took nothing in from "
              + input
              + "; rejects: "
              + rejects(result.rejectsByReason()),
          split != null && result.rejectsByReason().isEmpty()
              ? "check --split %s: no frame is of it".formatted(split)
              : "the tables frames and points stay as they were; " + look);
    }
    out.println(look);
    if (result.rejectedFraction() > maxRejectedFraction) {
      out.printf(
          "rejected: %.4f of the input, more than --max-rejected-fraction %s%n",
          result.rejectedFraction(), maxRejectedFraction);
      return ExitCode.GATE.code();
    }
    return ExitCode.OK.code();
  }

  private ReaderOptions options(DatasetFormat found) {
    if (found.input() == DatasetFormat.Input.FOLDER) {
      return raw.options(dataset, kind, split);
    }
    RawOptions.NAMES.stream()
        .filter(spec.commandLine().getParseResult()::hasMatchedOption)
        .findFirst()
        .ifPresent(
            name -> {
              throw new ParameterException(
                  spec.commandLine(), "--format " + format + " takes no " + name);
            });
    return ReaderOptions.of(kind, split);
  }

  private static String rejects(Map<String, Long> byReason) {
    return byReason.isEmpty()
        ? "none"
        : byReason.entrySet().stream()
            .map(e -> "%,d %s".formatted(e.getValue(), e.getKey()))
            .collect(Collectors.joining(", "));
  }
}
