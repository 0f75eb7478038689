package io.depthlm.common.engine;

import io.depthlm.common.geometry.LabelKind;
import java.util.Optional;

/** What a measured value is. */
public enum MeasuredKind {
  /** Distance along the optical axis, metres. */
  Z(LabelKind.Z),
  /** Distance from the camera centre, metres. */
  RADIAL(LabelKind.RADIAL),
  /** Depth up to an unknown scale or shift: no answer to a question about metres. */
  RELATIVE(null),
  /** What the question asks for, in its unit: a baseline answers so. */
  AS_ASKED(null);

  private final LabelKind depth;

  MeasuredKind(LabelKind depth) {
    this.depth = depth;
  }

  /** The depth in metres that it is; empty for the other kinds. */
  public Optional<LabelKind> depth() {
    return Optional.ofNullable(depth);
  }
}
