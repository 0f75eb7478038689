package io.depthlm.common.vlm.torch;

/** Whether calls of a module keep what gradients need. */
public enum CallMode {
  /** Nothing is kept; tensors made so can never take part in gradients. */
  INFERENCE,
  /** Operations on tensors that want gradients are recorded on the calling thread's tape. */
  RECORDED
}
