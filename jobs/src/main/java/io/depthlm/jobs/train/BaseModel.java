package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainBase;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.cache.CheckpointCache;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * The checkpoint that training starts from, on a local disk.
 *
 * @param fingerprint of its files
 */
record BaseModel(Path folder, String fingerprint) {
  /**
   * Fetches the checkpoint, or makes a random one.
   *
   * @param work a local folder that outlives the training
   * @throws UserError if a random one has no such family or size
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if a checkpoint cannot be used
   */
  static BaseModel open(TrainBase base, Configuration hadoop, Path work) throws IOException {
    if (base instanceof TrainBase.Random random) {
      Path folder = work.resolve("base");
      new RandomCheckpoint(
              Shapes.of(Family.asked("base.random.family", random.family()), random.size()),
              NumberType.F32,
              random.seed(),
              RandomCheckpoint.Initial.TRAINABLE,
              RandomCheckpoint.DEFAULT_SHARD_BYTES)
          .write(folder);
      return new BaseModel(folder, CheckpointFingerprint.of(folder));
    }
    String uri = ((TrainBase.Checkpoint) base).uri();
    org.apache.hadoop.fs.Path place = Files.qualified(hadoop, uri);
    if ("file".equals(place.toUri().getScheme())) {
      Path folder = Path.of(place.toUri().getPath());
      return new BaseModel(folder, CheckpointFingerprint.of(folder));
    }
    HadoopFolder remote = new HadoopFolder(hadoop, place);
    String fingerprint = CheckpointFingerprint.of(remote);
    return new BaseModel(
        new CheckpointCache(work.resolve("bases")).fetch(remote, fingerprint), fingerprint);
  }
}
