package io.depthlm.common.synth;

/** How much work goes into the colours. Depth is exact either way. */
public enum Fidelity {
  /** Shadows, smoothed edges, sensor noise: to look at and to train on. */
  FULL,
  /** Textures only: to fill a large test quickly. */
  FAST
}
