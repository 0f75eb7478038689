package io.depthlm.jobs.predict;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.FolderSpec;
import io.depthlm.jobs.spark.AssignedGpus;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopFolder;
import io.depthlm.jobs.spark.HadoopSettings;
import java.nio.file.Path;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;

/**
 * An engine of a folder of weights as a job builds it: where the folder comes from and where the
 * engine runs.
 *
 * @param spec the engine
 * @param device what configuration says of the device
 * @param hadoop settings of the folder's file system, or null where every host has it on a local
 *     path
 */
record HostedEngine(FolderSpec spec, DeviceChoice device, HadoopSettings hadoop)
    implements EngineSpec {
  /** The Hadoop setting that names the folder for checkpoints that come from elsewhere. */
  static final String CACHE = "depthlm.checkpoint.cache";

  /** The same for one host, in its environment. */
  static final String CACHE_OF_HOST = "DEPTHLM_CHECKPOINT_CACHE";

  @Override
  public String engine() {
    return spec.engine();
  }

  @Override
  public SortedMap<String, String> identity() {
    return spec.identity();
  }

  @Override
  public void prepareProcess(int cores) {
    spec.prepareProcess(cores);
  }

  @Override
  public DeviceSlot place(DeviceSlot offered) {
    return AssignedGpus.choose(device, offered);
  }

  @Override
  public DepthEngine open(DeviceSlot slot) {
    if (hadoop == null) {
      return spec.open(slot);
    }
    Configuration settings = hadoop.configuration();
    HadoopFolder remote = new HadoopFolder(settings, Files.qualified(settings, spec.uri()));
    return spec.copied(remote, cache(settings)).open(slot);
  }

  @Override
  public Needs needs() {
    return spec.needs();
  }

  @Override
  public double expectedQuestionsPerSecond() {
    return spec.expectedQuestionsPerSecond();
  }

  private static Path cache(Configuration settings) {
    String ofHost = System.getenv(CACHE_OF_HOST);
    String set = ofHost != null ? ofHost : settings.get(CACHE);
    // Without a word, a folder of the user's own: what lies in it is trusted by its name.
    return set != null
        ? Path.of(set)
        : Path.of(
            System.getProperty("java.io.tmpdir"),
            "depthlm-checkpoints-" + System.getProperty("user.name"));
  }

  /** The settings of one session are the same, though no two copies of them are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HostedEngine that
        && spec.equals(that.spec)
        && device == that.device
        && (hadoop == null) == (that.hadoop == null);
  }

  @Override
  public int hashCode() {
    return spec.hashCode();
  }
}
