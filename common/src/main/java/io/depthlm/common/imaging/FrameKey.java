package io.depthlm.common.imaging;

/** A frame as a cache key, by identity: comparing pixels would cost as much as reading them. */
public final class FrameKey {
  private final PreparedFrame frame;

  /** The key of a frame. */
  public FrameKey(PreparedFrame frame) {
    this.frame = frame;
  }

  /** The frame. */
  public PreparedFrame frame() {
    return frame;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // identity is the point
  public boolean equals(Object other) {
    return other instanceof FrameKey key && key.frame == frame;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(frame);
  }
}
