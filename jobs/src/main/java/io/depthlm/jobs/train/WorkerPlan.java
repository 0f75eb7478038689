package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainBase;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.train.BatchShare;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.Lora;
import io.depthlm.common.vlm.train.TrainerSettings;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.Serializable;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.broadcast.Broadcast;

/**
 * The recipe of a worker: everything it needs to go on from the folder's last checkpoint.
 *
 * @param outUri a folder that all workers reach
 * @param facts of the run
 * @param base what the run began with
 * @param lora what is learnt beside it, or null
 * @param computing where the model is trained, and in which numbers
 * @param shares of each batch, by rank
 * @param frames prepared, by number
 * @param lessons what is learnt from them
 * @param keep checkpoints that stay
 * @param memoryMb of prepared frames, a worker
 * @param secret that the workers know one another by
 */
record WorkerPlan(
    String outUri,
    HadoopSettings hadoop,
    TreeMap<String, String> facts,
    TrainBase base,
    Lora lora,
    Computing computing,
    TrainerSettings settings,
    List<BatchShare> shares,
    List<List<Broadcast<byte[][]>>> frames,
    List<DatasetPart> lessons,
    SystemPrompt system,
    TrainConfig.Loss loss,
    long seed,
    int keep,
    long memoryMb,
    String secret)
    implements Serializable {
  /**
   * A part of the mixture.
   *
   * @param frames the number of its frames: several lessons may share some
   */
  record DatasetPart(String name, double weight, ExampleRecipe recipe, int frames)
      implements Serializable {}
}
