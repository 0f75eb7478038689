package io.depthlm.jobs.cli;

import io.depthlm.common.core.Folders;
import io.depthlm.common.dense.depthvlm.DepthVlmInspection;
import io.depthlm.common.dense.hub.HubCheckpoint;
import io.depthlm.common.dense.hub.HubInspection;
import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;
import io.depthlm.common.vlm.cache.CheckpointOutline;
import io.depthlm.common.vlm.inspect.CheckpointInspection;
import io.depthlm.common.vlm.inspect.CheckpointInspection.Fact;
import io.depthlm.jobs.spark.HadoopFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code checkpoint inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Describes a checkpoint folder: what it is, what it needs, and whether it can"
            + " run, or why not. If the weights are not on a local disk, only their headers"
            + " and a few samples are read.",
    footer = {
      "",
      "Reads:   a checkpoint folder as Hugging Face publishes it",
      "Writes:  nothing",
      "Example: depthlm checkpoint inspect s3a://models/depthlm-12b"
    })
final class CheckpointInspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SparkOptions spark;

  @Parameters(paramLabel = "URI", description = "the checkpoint folder")
  private String uri;

  @Override
  public Integer call() throws IOException {
    CheckpointLocation location = CheckpointLocation.of(uri, spark);
    Path here = location.local().orElse(null);
    if (here != null) {
      return tell(inspection(here), new LocalModelFolder(here));
    }
    ModelFolder files = new HadoopFolder(location.hadoop(), location.folder());
    Path outline = Files.createTempDirectory("depthlm-inspect");
    try {
      CheckpointOutline.write(files, outline);
      return tell(inspection(outline), files);
    } finally {
      Folders.delete(outline);
    }
  }

  private static CheckpointInspection inspection(Path folder) {
    return HubCheckpoint.familyOf(folder).isPresent()
        ? HubInspection.of(folder)
        : DepthVlmInspection.of(folder);
  }

  private int tell(CheckpointInspection inspection, ModelFolder files) {
    PrintWriter out = spec.commandLine().getOut();
    for (Fact fact : inspection.facts()) {
      String value = fact.name().equals("folder") ? uri : fact.value();
      out.printf("%-12s %s%n", fact.name(), value);
    }
    if (inspection.canBeRun()) {
      out.printf("%-12s %s%n", "fingerprint", CheckpointFingerprint.of(files));
      out.printf("%-12s yes%n", "can be run");
      return ExitCode.OK.code();
    }
    for (String problem : inspection.problems()) {
      out.printf("%-12s %s%n", "can be run", "no: " + problem.replace("\n", "\n" + " ".repeat(13)));
    }
    return ExitCode.USER.code();
  }
}
