package io.depthlm.common.dense.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dense.DepthMap;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import java.util.List;
import java.util.function.Function;

/** The configuration of a depth network: its tensors, its image processor and its pass. */
public interface HubModel {
  /** What it is one of. */
  HubFamily family();

  /** Its sizes in one line, for people. */
  String described();

  /** What its maps hold. */
  DepthMap.Quantity quantity();

  /** The tensors that it needs, by their names in the files. */
  TensorPlan tensors();

  /** Whether a tensor that it does not need may lie in the files. */
  default boolean ignores(String name) {
    return false;
  }

  /**
   * How pictures are made ready.
   *
   * @param file {@code preprocessor_config.json}
   */
  Function<PreparedFrame, Planes> processor(ConfigSection file);

  /** The TorchScript of the pass, without the layers that every network uses. */
  List<String> scripts();

  /** One pass. */
  DepthMap run(HubPass pass, Planes picture);

  /** Writes what it is into {@code config.json}. */
  void config(ObjectNode root);

  /** Writes the published processor into {@code preprocessor_config.json}. */
  void processor(ObjectNode root);
}
