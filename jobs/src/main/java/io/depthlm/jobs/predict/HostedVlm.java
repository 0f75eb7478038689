package io.depthlm.jobs.predict;

import io.depthlm.common.config.DeviceChoice;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.cache.CheckpointCache;
import io.depthlm.jobs.spark.AssignedGpus;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopFolder;
import io.depthlm.jobs.spark.HadoopSettings;
import java.nio.file.Path;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;

/**
 * A {@code vlm} engine as a job builds it: where its checkpoint comes from and where it runs.
 *
 * @param vlm the engine
 * @param device what configuration says of the device
 * @param hadoop settings of the checkpoint's file system, or null where every host has it on a
 *     local path
 */
record HostedVlm(VlmSpec vlm, DeviceChoice device, HadoopSettings hadoop) implements EngineSpec {
  /** The Hadoop setting that names the folder for checkpoints that come from elsewhere. */
  static final String CACHE = "depthlm.checkpoint.cache";

  /** The same for one host, in its environment. */
  static final String CACHE_OF_HOST = "DEPTHLM_CHECKPOINT_CACHE";

  @Override
  public String engine() {
    return vlm.engine();
  }

  @Override
  public SortedMap<String, String> identity() {
    return vlm.identity();
  }

  @Override
  public void prepareProcess(int cores) {
    vlm.prepareProcess(cores);
  }

  @Override
  public DeviceSlot place(DeviceSlot offered) {
    return AssignedGpus.choose(device, offered);
  }

  @Override
  public DepthEngine open(DeviceSlot slot) {
    if (hadoop == null) {
      return vlm.open(slot);
    }
    Configuration settings = hadoop.configuration();
    HadoopFolder remote = new HadoopFolder(settings, Files.qualified(settings, vlm.uri()));
    return vlm.at(new CheckpointCache(cache(settings)).fetch(remote, vlm.fingerprint())).open(slot);
  }

  @Override
  public Needs needs() {
    return vlm.needs();
  }

  @Override
  public double expectedQuestionsPerSecond() {
    return vlm.expectedQuestionsPerSecond();
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
    return other instanceof HostedVlm that
        && vlm.equals(that.vlm)
        && device == that.device
        && (hadoop == null) == (that.hadoop == null);
  }

  @Override
  public int hashCode() {
    return vlm.hashCode();
  }
}
