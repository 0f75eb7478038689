package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainBase;
import io.depthlm.common.vlm.text.SystemPrompt;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.Lora;
import io.depthlm.common.vlm.train.LossOn;
import io.depthlm.common.vlm.train.Share;
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
 * @param shares of each batch, by rank
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
    TrainerSettings settings,
    List<Share> shares,
    List<Frames> datasets,
    SystemPrompt system,
    LossOn loss,
    long seed,
    int keep,
    long memoryMb,
    String secret)
    implements Serializable {
  /** A dataset. */
  record Frames(String name, double weight, ExampleRecipe recipe, List<Broadcast<byte[][]>> chunks)
      implements Serializable {}
}
