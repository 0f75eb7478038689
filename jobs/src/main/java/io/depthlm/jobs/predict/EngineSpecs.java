package io.depthlm.jobs.predict;

import io.depthlm.common.config.EngineConfig;
import io.depthlm.common.config.HttpConfig;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.baseline.ConstantSpec;
import io.depthlm.common.engine.baseline.ProbeSpec;
import io.depthlm.common.http.HttpSpec;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.cache.LocalFiles;
import io.depthlm.common.vlm.cache.RemoteFiles;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopFolder;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.SourceCheckout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * The engine that a model's configuration describes. A checkpoint is looked at here, once, for its
 * fingerprint: the executors then open that checkpoint or none.
 *
 * @param hadoop settings of the file systems; asked for only where a checkpoint is not on a local
 *     path
 * @param checkout where a plain path is looked for that is not under the present folder
 */
public record EngineSpecs(Supplier<Configuration> hadoop, SourceCheckout checkout) {

  /** With the checkout that the program was started from. */
  public EngineSpecs(Supplier<Configuration> hadoop) {
    this(hadoop, SourceCheckout.here());
  }

  /**
   * The spec.
   *
   * @throws CheckpointException if it names a checkpoint that cannot be used
   */
  public EngineSpec of(ModelConfig model) {
    EngineConfig engine = model.engine();
    if (engine instanceof EngineConfig.Constant constant) {
      return new ConstantSpec(constant.depthM());
    }
    if (engine instanceof EngineConfig.Probe) {
      return new ProbeSpec();
    }
    if (engine instanceof EngineConfig.Vlm vlm) {
      return vlm(vlm);
    }
    if (engine instanceof HttpConfig http) {
      return HttpSpec.of(http);
    }
    throw new IllegalStateException("no engine for " + engine.engine());
  }

  private HostedVlm vlm(EngineConfig.Vlm vlm) {
    Optional<Path> plain = checkout.folder(vlm.uri());
    if (plain.isPresent()) {
      return local(vlm, plain.get());
    }
    org.apache.hadoop.fs.Path folder = Files.reachable(hadoop.get(), vlm.uri());
    if ("file".equals(folder.toUri().getScheme())) {
      return local(vlm, Path.of(folder.toUri().getPath()));
    }
    RemoteFiles files = new HadoopFolder(hadoop.get(), folder);
    return new HostedVlm(
        VlmSpec.of(vlm, folder.toString(), files), vlm.device(), new HadoopSettings(hadoop.get()));
  }

  private static HostedVlm local(EngineConfig.Vlm vlm, Path folder) {
    // Executors on this host have another working directory.
    Path absolute = folder.toAbsolutePath().normalize();
    return new HostedVlm(
        VlmSpec.of(vlm, absolute.toString(), new LocalFiles(absolute)), vlm.device(), null);
  }
}
