package io.depthlm.common.vlm.train;

import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.RgbImage;
import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * The sizes of training pictures: whole image tokens, so that no processor stretches them.
 *
 * @param tokenPx side of the square of pixels that one image token stands for
 */
public record TokenGrid(int tokenPx) implements Serializable {
  /** Checks the side. */
  public TokenGrid {
    if (tokenPx < 1) {
      throw new IllegalArgumentException("image tokens of %d px".formatted(tokenPx));
    }
  }

  /** Width and height in pixels. */
  record Size(int widthPx, int heightPx) implements Comparable<Size> {
    @Override
    public int compareTo(Size other) {
      return widthPx != other.widthPx
          ? Integer.compare(widthPx, other.widthPx)
          : Integer.compare(heightPx, other.heightPx);
    }

    /** The part of an image about its centre that has this size. */
    Crop centredIn(RgbImage image) {
      return Crop.centred(image.widthPx(), image.heightPx(), widthPx, heightPx);
    }
  }

  /** What is left of an image's size; a side of less than a token stays as it is. */
  Size of(RgbImage image) {
    return new Size(whole(image.widthPx()), whole(image.heightPx()));
  }

  /** The size of a crop of pictures of a whole size. */
  Size draw(CropRange range, Size whole, RandomGenerator random) {
    Crop crop = range.draw(whole.widthPx(), whole.heightPx(), random);
    // Rounded up, which stays inside: the whole size is made of tokens.
    int more = tokenPx - 1;
    return new Size(whole(crop.widthPx() + more), whole(crop.heightPx() + more));
  }

  /** A frame with a crop as training draws it. */
  public CroppedFrame cropped(TrainingFrame frame, CropRange range, RandomGenerator random) {
    RgbImage image = frame.frame().image();
    return new CroppedFrame(frame, draw(range, of(image), random).centredIn(image));
  }

  private int whole(int sidePx) {
    return sidePx < tokenPx ? sidePx : sidePx / tokenPx * tokenPx;
  }
}
