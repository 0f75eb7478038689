package io.depthlm.common.synth;

/** Which pixels of a frame get a label. */
public enum LabelPattern {
  /** Drawn evenly over the picture. */
  UNIFORM,
  /** On 32 scan lines that a spinning range sensor would leave, thinned out at random. */
  SCAN_LINES,
  /** Half of them within 3 px of a depth discontinuity, where there are so many. */
  HALF_BOUNDARY
}
