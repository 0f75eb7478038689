package io.depthlm.jobs.predict;

import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopFolder;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.SourceCheckout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * The engine that a model's configuration describes. Weights are looked at here, once, for their
 * fingerprint: the executors then open those weights or none.
 *
 * @param hadoop settings of the file systems; asked for only where weights are not on a local path
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
   * @throws EngineException if it names a folder of weights that cannot be used
   */
  public EngineSpec of(ModelConfig model) {
    EngineSettings engine = model.engine();
    if (engine instanceof EngineSettings.Complete complete) {
      return complete.spec();
    }
    EngineSettings.OfFolder weights = (EngineSettings.OfFolder) engine;
    Optional<Path> plain = checkout.folder(weights.uri());
    if (plain.isPresent()) {
      return local(weights, plain.get());
    }
    org.apache.hadoop.fs.Path folder = Files.reachable(hadoop.get(), weights.uri());
    if ("file".equals(folder.toUri().getScheme())) {
      return local(weights, Path.of(folder.toUri().getPath()));
    }
    return new HostedEngine(
        weights.spec(folder.toString(), new HadoopFolder(hadoop.get(), folder)),
        weights.device(),
        new HadoopSettings(hadoop.get()));
  }

  private static HostedEngine local(EngineSettings.OfFolder weights, Path folder) {
    // Executors on this host have another working directory.
    Path absolute = folder.toAbsolutePath().normalize();
    return new HostedEngine(
        weights.spec(absolute.toString(), new LocalModelFolder(absolute)), weights.device(), null);
  }
}
