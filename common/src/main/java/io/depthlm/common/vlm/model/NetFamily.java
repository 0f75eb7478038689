package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.util.List;

/** How a family computes what its decoder does not. */
public interface NetFamily extends Family {
  /** The family of a model. */
  static NetFamily of(VlmConfig config) {
    return (NetFamily) config.family();
  }

  /** TorchScript of the vision tower, compiled together with the shared blocks. */
  List<String> scripts();

  /**
   * The vision tower and the projector.
   *
   * @param manager owns what the tower makes beside its weights
   */
  VisionTower tower(VlmConfig config, TensorSource source, ScriptModule script, NDManager manager);

  /**
   * Rotary positions of a prompt's tokens.
   *
   * @throws IllegalArgumentException if image tokens and images do not match
   */
  TextPositions positions(Prompt prompt, VlmConfig config);
}
