package io.depthlm.common.dense;

import io.depthlm.common.imaging.PreparedFrame;

/**
 * A network that makes a depth map of a picture in one pass. Calls come from one thread at a time,
 * but for {@link #prepare}.
 *
 * @param <T> a picture as the network reads it
 */
public interface DenseNetwork<T extends DenseNetwork.Shown> extends AutoCloseable {
  /** A picture as a network reads it. */
  interface Shown {
    /** Columns that the frame has there. */
    double shownWidthPx();
  }

  /**
   * Makes the picture ready, on any thread: sizes, numbers.
   *
   * @throws io.depthlm.common.vlm.image.ImageUnfit if the network cannot read such a picture
   */
  T prepare(PreparedFrame frame);

  /** One pass on the device. */
  DepthMap map(T picture);

  /** The number format that it computes in: {@code f32}. */
  String computesIn();

  /** Side of a token as {@link io.depthlm.common.engine.DepthEngine#tokenPx} has it, or null. */
  default Integer tokenPx() {
    return null;
  }

  @Override
  void close();
}
