package io.depthlm.common.dense.depthvlm;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TensorSpec;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes checkpoints of DepthVLM with random weights: a random Qwen3-VL with a head.
 *
 * @param size one of Qwen3-VL's
 * @param dtype the number format
 * @param seed of the weights
 * @param shardBytes more than this goes to the next file
 */
public record RandomDepthVlm(String size, NumberType dtype, long seed, long shardBytes) {
  /** The name in commands. */
  public static final String LABEL = DepthVlmFactory.KEY;

  private static final String FAMILY = "qwen3_vl";

  /**
   * Writes the folder.
   *
   * @throws io.depthlm.common.core.UserError if there is no such size, or the folder is not empty
   * @throws IOException if the disk does not take it
   */
  public void write(Path folder) throws IOException {
    VlmConfig config = Shapes.of(Family.asked("--family", FAMILY), size);
    int tokenSize = config.text().hiddenSize();
    DepthHead head =
        size.equals("tiny")
            ? new DepthHead(tokenSize, List.of(16, 24, 32, 32), 16)
            : new DepthHead(tokenSize, List.of(256, 512, 1024, 1024), 256);
    TensorPlan plan = new TensorPlan();
    head.addTensors(plan);
    List<TensorSpec> tensors =
        plan.shapes().entrySet().stream()
            .map(tensor -> new TensorSpec(tensor.getKey(), dtype, tensor.getValue()))
            .toList();
    new RandomCheckpoint(config, dtype, seed, shardBytes).write(folder, tensors);
  }
}
