package io.depthlm.common.vlm.model;

import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;

/** The part of a model family that computes: vision tower and positions. */
public interface NetFamily extends Family {
  /** The family of a model. */
  static NetFamily of(VlmConfig config) {
    return (NetFamily) config.family();
  }

  /**
   * TorchScript of the vision tower, compiled together with the shared blocks. It finds weights by
   * the names of the family's plan ({@link TensorOrder}).
   */
  List<String> scripts();

  /** The groups of weights that repeat in the vision tower, for its script; none {@code layer}. */
  List<TensorOrder.Group> repeated(VlmConfig config);

  /**
   * The vision tower and the projector.
   *
   * @param weights of the family's plan in the order of {@link #repeated}; the tower closes it
   */
  VisionTower tower(VlmConfig config, TensorList weights, ScriptModule script);

  /**
   * Rotary positions of a prompt's tokens.
   *
   * @throws IllegalArgumentException if image tokens and images do not match
   */
  TextPositions positions(Prompt prompt, VlmConfig config);
}
