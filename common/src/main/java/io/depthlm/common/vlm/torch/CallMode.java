package io.depthlm.common.vlm.torch;

/** Whether calls of a module are recorded for gradients. */
public enum CallMode {
  /** Nothing is recorded; the resulting tensors cannot take part in gradients. */
  INFERENCE,
  /** Operations on tensors that require gradients are recorded. */
  RECORDED
}
