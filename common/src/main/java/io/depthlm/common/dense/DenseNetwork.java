package io.depthlm.common.dense;

import io.depthlm.common.imaging.PreparedFrame;

/**
 * A network that makes a depth map of a picture in one pass. Calls come from one thread at a time,
 * but for {@link #prepare}.
 */
public interface DenseNetwork extends AutoCloseable {
  /**
   * Makes the picture ready, on any thread: sizes, numbers.
   *
   * @throws io.depthlm.common.vlm.image.ImageUnfit if the network cannot read such a picture
   */
  Planes prepare(PreparedFrame frame);

  /** One pass on the device. */
  DepthMap map(Planes picture);

  /** The number format that it computes in: {@code f32}. */
  String computesIn();

  @Override
  void close();
}
