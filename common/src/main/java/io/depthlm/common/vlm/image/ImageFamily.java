package io.depthlm.common.vlm.image;

import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;

/** How a family prepares images. */
public interface ImageFamily extends Family {
  /** The family of a model. */
  static ImageFamily of(VlmConfig config) {
    return (ImageFamily) config.family();
  }

  /**
   * The processor that a file describes. What the file leaves out is transformers' default of that
   * processor.
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if it asks for what is not
   *     implemented
   */
  ImageProcessor processor(ConfigSection file, VlmConfig config);
}
