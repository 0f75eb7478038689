package io.depthlm.common.vlm.family;

import io.depthlm.common.vlm.checkpoint.VisionTokens;
import io.depthlm.common.vlm.checkpoint.VlmConfig;

/** The configuration of a {@link MergedPatchFamily}. */
public interface MergedPatches extends VlmConfig {
  /** Side of a patch, pixels. */
  int patchPx();

  /** Frames of a patch; a still image is its frame as often. */
  int temporalPatch();

  /** Side of the square of patches that become one token. */
  int mergeSize();

  /** The tokens around images. */
  VisionTokens tokens();

  @Override
  default int imageTokenId() {
    return tokens().image();
  }
}
