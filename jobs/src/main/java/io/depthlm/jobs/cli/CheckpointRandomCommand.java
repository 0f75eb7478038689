package io.depthlm.jobs.cli;

import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dense.depthvlm.RandomDepthVlm;
import io.depthlm.common.dense.hub.HubCheckpoint;
import io.depthlm.common.dense.hub.HubFamily;
import io.depthlm.common.dense.hub.HubModel;
import io.depthlm.common.dense.hub.RandomHub;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code checkpoint random}. */
@Command(
    name = "random",
    mixinStandardHelpOptions = true,
    description =
        "Writes a complete checkpoint with random weights, for tests and for sizing. The"
            + " same options write the same bytes.",
    footer = {
      "",
      "Reads:   nothing",
      "Writes:  a checkpoint folder as Hugging Face publishes it",
      "Example: depthlm checkpoint random --family qwen2_5_vl --size tiny --out tiny-qwen"
    })
final class CheckpointRandomCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--family",
      required = true,
      paramLabel = "FAMILY",
      description = {
        "model family: qwen2_5_vl, qwen3_vl, pixtral or mistral3;",
        "or depth network: depth_anything, depth_pro, zoedepth or depthvlm"
      })
  private String family;

  @Option(
      names = "--size",
      required = true,
      paramLabel = "SIZE",
      description = {
        "model size: tiny, 2m, 200m, 3b or 7b (qwen2_5_vl);",
        "tiny, 200m, 2b, 4b, 8b or 32b (qwen3_vl);",
        "tiny, 200m or 12b (pixtral);",
        "tiny, 200m or 24b (mistral3);",
        "tiny, small, base or large (depth_anything);",
        "tiny or large (depth_pro, zoedepth);",
        "as qwen3_vl (depthvlm)"
      })
  private String size;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "the folder to create")
  private String out;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bf16",
      description = "number format of the weights: bf16 or f32; default ${DEFAULT-VALUE}")
  private String dtype;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "seed of the weights; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--initial",
      paramLabel = "HOW",
      defaultValue = "peaked",
      description =
          "peaked (for tests: makes mistakes visible) or trainable (a start for training);"
              + " default ${DEFAULT-VALUE}")
  private String initial;

  @Option(
      names = "--shard-mb",
      paramLabel = "MB",
      defaultValue = "5000",
      description = "maximum size of one weights file, in megabytes; default ${DEFAULT-VALUE}")
  private long shardMb;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "number of decoder layers; default: that of the size")
  private Integer layers;

  @Option(
      names = "--vision-layers",
      paramLabel = "N",
      description = "number of vision layers; default: that of the size")
  private Integer visionLayers;

  /** Writes a folder. */
  private interface Writer {
    void write(Path folder) throws IOException;
  }

  /** What was written, opened again. */
  private record Written(long parameters, long weightBytes) {}

  @Override
  public Integer call() throws IOException {
    if (shardMb < 1) {
      throw new UserError("--shard-mb " + shardMb + " holds nothing", "give at least 1");
    }
    Optional<HubFamily> network = HubFamily.named(family);
    Writer writer =
        family.equals(RandomDepthVlm.LABEL)
            ? depthVlm()
            : network.map(this::network).orElseGet(this::model);
    CheckpointLocation location = CheckpointLocation.of(out, spark);
    Path here = location.local().orElse(null);
    Written written = here == null ? remote(writer, location) : local(writer, here);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "checkpoint: %s %s, %,d parameters, %,d bytes of weights in %s%n",
            family,
            size,
            written.parameters(),
            written.weightBytes(),
            out);
    spec.commandLine().getOut().printf("next: depthlm checkpoint inspect %s%n", Hints.quoted(out));
    return ExitCode.OK.code();
  }

  private Writer model() {
    return new RandomCheckpoint(config(), type(), seed, initial(), shardBytes())::write;
  }

  private Writer depthVlm() {
    refuseOptionsOfModels();
    String named = size.toLowerCase(Locale.ROOT);
    return new RandomDepthVlm(named, type(), seed, shardBytes())::write;
  }

  private Writer network(HubFamily network) {
    refuseOptionsOfModels();
    HubModel model = network.sized(size.toLowerCase(Locale.ROOT));
    return new RandomHub(model, type(), seed, shardBytes())::write;
  }

  private void refuseOptionsOfModels() {
    if (layers != null || visionLayers != null || initial() != RandomCheckpoint.Initial.PEAKED) {
      throw new UserError(
          "--layers, --vision-layers and --initial trainable do not apply to " + family,
          "leave them out: a depth network has the layers of its --size and is not trained here");
    }
  }

  private long shardBytes() {
    return Math.multiplyExact(shardMb, 1_000_000L);
  }

  private static Written local(Writer writer, Path folder) throws IOException {
    writer.write(folder);
    if (HubCheckpoint.familyOf(folder).isPresent()) {
      HubCheckpoint written = HubCheckpoint.open(folder);
      return new Written(written.parameters(), written.weightBytes());
    }
    Checkpoint written = Checkpoint.open(folder);
    return new Written(written.parameters(), written.weightBytes());
  }

  /** Object stores take whole files: it is written to a local disk first. */
  private Written remote(Writer writer, CheckpointLocation location) throws IOException {
    org.apache.hadoop.fs.Path target = location.folder();
    FileSystem fs = target.getFileSystem(location.hadoop());
    if (fs.exists(target) && fs.listStatus(target).length > 0) {
      throw new UserError(out + " is not empty", "name a folder that does not exist");
    }
    Path folder = Files.createTempDirectory("depthlm-checkpoint");
    try {
      Written written = local(writer, folder);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          fs.copyFromLocalFile(
              new org.apache.hadoop.fs.Path(file.toUri()),
              new org.apache.hadoop.fs.Path(target, file.getFileName().toString()));
        }
      }
      return written;
    } finally {
      Folders.delete(folder);
    }
  }

  private VlmConfig config() {
    VlmConfig config = Shapes.of(Family.asked("--family", family), size.toLowerCase(Locale.ROOT));
    int vision = config.visionSize().layers();
    return Shapes.withLayers(
        config,
        count("--layers", layers, config.text().layers()),
        count("--vision-layers", visionLayers, vision));
  }

  private static int count(String option, Integer given, int own) {
    if (given != null && (given < 1 || given > 4096)) {
      throw new UserError(option + " " + given + " is out of range", "give 1 to 4096");
    }
    return given == null ? own : given;
  }

  private RandomCheckpoint.Initial initial() {
    return switch (initial) {
      case "peaked" -> RandomCheckpoint.Initial.PEAKED;
      case "trainable" -> RandomCheckpoint.Initial.TRAINABLE;
      default -> throw new UserError("--initial " + initial, "choose peaked or trainable");
    };
  }

  private NumberType type() {
    return switch (dtype) {
      case "bf16" -> NumberType.BF16;
      case "f32" -> NumberType.F32;
      default -> throw new UserError("--dtype " + dtype + " is unknown", "write bf16 or f32");
    };
  }
}
