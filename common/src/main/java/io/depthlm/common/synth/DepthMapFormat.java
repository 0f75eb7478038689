package io.depthlm.common.synth;

/** Whether whole depth maps are written beside the labels. */
public enum DepthMapFormat {
  /** No. */
  NONE,
  /** A 16-bit greyscale PNG a frame: z depth in millimetres, 0 where there is none. */
  PNG_MM
}
