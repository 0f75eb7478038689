package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import java.util.List;

/** Turns images into features that replace embeddings of the decoder. */
public interface VisionTower extends AutoCloseable {
  /**
   * Features of images of one grid: [images, tokens, width of the text], tokens in reading order,
   * attached to {@code into}.
   */
  NDArray features(List<PatchedImage> images, NDManager into);

  /** The number of features of an image. */
  int tokens(GridSize grid);

  @Override
  void close();
}
