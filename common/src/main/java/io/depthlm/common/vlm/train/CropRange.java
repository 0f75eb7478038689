package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.Crop;
import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * The sizes of the random crops about an image's centre, ends included; a side longer than the
 * image's becomes the image's (docs/method.md, section 7).
 */
public record CropRange(int minWidthPx, int maxWidthPx, int minHeightPx, int maxHeightPx)
    implements Serializable {
  /** Whole images. */
  public static final CropRange WHOLE =
      new CropRange(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** Checks that the ranges are not empty. */
  public CropRange {
    if (minWidthPx < 1 || minHeightPx < 1 || maxWidthPx < minWidthPx || maxHeightPx < minHeightPx) {
      throw new IllegalArgumentException(
          "crops %d to %d wide and %d to %d high"
              .formatted(minWidthPx, maxWidthPx, minHeightPx, maxHeightPx));
    }
  }

  /** A crop of an image of this size: one draw for the height, then one for the width. */
  Crop draw(int widthPx, int heightPx, RandomGenerator random) {
    int height = between(minHeightPx, maxHeightPx, random);
    int width = between(minWidthPx, maxWidthPx, random);
    return Crop.centred(widthPx, heightPx, width, height);
  }

  private static int between(int low, int high, RandomGenerator random) {
    return Math.toIntExact(random.nextLong(low, high + 1L));
  }
}
