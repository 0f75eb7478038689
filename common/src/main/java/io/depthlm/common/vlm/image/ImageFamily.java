package io.depthlm.common.vlm.image;

import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;

/** The part of a model family that prepares images. */
public interface ImageFamily extends Family {
  /** The family of a model. */
  static ImageFamily of(VlmConfig config) {
    return (ImageFamily) config.family();
  }

  /**
   * The processor that a file describes. Missing keys take the defaults of that processor in
   * transformers.
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if it has a setting that is not
   *     implemented
   */
  ImageProcessor processor(ConfigSection file, VlmConfig config);
}
