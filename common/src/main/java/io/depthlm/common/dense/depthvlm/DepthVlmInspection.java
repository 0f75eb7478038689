package io.depthlm.common.dense.depthvlm;

import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.TensorFiles;
import io.depthlm.common.vlm.inspect.CheckpointInspection;
import io.depthlm.common.vlm.inspect.CheckpointInspection.Fact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a checkpoint folder is beyond its model, where it holds DepthVLM's head. */
public final class DepthVlmInspection {
  private DepthVlmInspection() {}

  /** Looks at a folder on a local disk; never throws on what it holds. */
  public static CheckpointInspection of(Path folder) {
    CheckpointInspection model = CheckpointInspection.of(folder);
    if (!model.canBeRun() || !DepthHead.isIn(TensorFiles.read(folder))) {
      return model;
    }
    List<Fact> facts = new ArrayList<>(model.facts());
    List<String> problems = new ArrayList<>(model.problems());
    try {
      long parameters =
          DepthHead.tensors(folder, Checkpoint.open(folder)).values().stream()
              .mapToLong(tensor -> tensor.elements())
              .sum();
      facts.add(
          new Fact(
              "depth head",
              "DepthVLM's, %,d parameters, for engine = depthvlm; engine = vlm answers without it"
                  .formatted(parameters)));
    } catch (CheckpointException e) {
      problems.add(e.getMessage());
    }
    return new CheckpointInspection(List.copyOf(facts), List.copyOf(problems));
  }
}
