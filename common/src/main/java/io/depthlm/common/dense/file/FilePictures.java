package io.depthlm.common.dense.file;

import io.depthlm.common.dense.DepthMap.Window;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.file.FileInput.Resample;
import io.depthlm.common.imaging.PillowBicubic;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.ImageUnfit;
import java.util.Arrays;

/** Makes pictures ready as an entry's {@link FileInput} says. */
final class FilePictures {
  /** No network reads more. */
  private static final long MAX_PIXELS = 1L << 24;

  private final FileInput input;

  FilePictures(FileInput input) {
    this.input = input;
  }

  /** A size in pixels. */
  record Pixels(int width, int height) {}

  /** The size that a picture is resized to. */
  Pixels resized(int width, int height) {
    double byWidth = (double) input.widthPx() / width;
    double byHeight = (double) input.heightPx() / height;
    return switch (input.size()) {
      case STRETCH -> new Pixels(input.widthPx(), input.heightPx());
      case WITHIN -> scaled(width, height, Math.min(byWidth, byHeight), 0, 0);
      case COVERING ->
          scaled(width, height, Math.max(byWidth, byHeight), input.widthPx(), input.heightPx());
      case LEAST_CHANGE ->
          scaled(
              width,
              height,
              Math.abs(1 - byWidth) < Math.abs(1 - byHeight) ? byWidth : byHeight,
              0,
              0);
      case PICTURE -> scaled(width, height, 1, 0, 0);
    };
  }

  private Pixels scaled(int width, int height, double scale, int leastWidth, int leastHeight) {
    return new Pixels(side(width * scale, leastWidth), side(height * scale, leastHeight));
  }

  private int side(double length, int least) {
    int multiple = input.multiplePx();
    if (multiple == 1) {
      // the lesser side of a picture that touches both edges may miss by the last bit
      return Math.max((int) (length + 1e-9), least);
    }
    double side = Math.rint(length / multiple) * multiple;
    return (int) (side < least ? Math.ceil(length / multiple) * multiple : side);
  }

  /**
   * The picture as the network reads it.
   *
   * @throws ImageUnfit if its shape leaves no pixel, or too many
   */
  Planes prepare(PreparedFrame frame) {
    RgbImage image = frame.image();
    Pixels to = resized(image.widthPx(), image.heightPx());
    boolean padded = !input.paddingRgb().isEmpty();
    int width = padded ? input.widthPx() : to.width;
    int height = padded ? input.heightPx() : to.height;
    if (to.width < 1
        || to.height < 1
        || to.width > width
        || to.height > height
        || (long) width * height > MAX_PIXELS) {
      throw new ImageUnfit(
          "a picture of %d x %d px becomes one of %d x %d"
              .formatted(image.widthPx(), image.heightPx(), to.width, to.height));
    }
    int left = (width - to.width) / 2;
    int top = (height - to.height) / 2;
    float[] values = new float[3 * width * height];
    float[] colours = resample(image, to);
    for (int channel = 0; channel < 3; channel++) {
      int plane = channel * width * height;
      if (padded) {
        float filled = value(channel, input.paddingRgb().get(channel));
        Arrays.fill(values, plane, plane + width * height, filled);
      }
      for (int y = 0; y < to.height; y++) {
        int from = (channel * to.height + y) * to.width;
        int into = plane + (top + y) * width + left;
        for (int x = 0; x < to.width; x++) {
          values[into + x] = value(channel, colours[from + x]);
        }
      }
    }
    return new Planes(
        values, width, height, new Window(left, top, to.width, to.height), frame.camera());
  }

  private float value(int channel, double colour) {
    return (float)
        ((colour / input.divisor() - input.mean().get(channel)) / input.std().get(channel));
  }

  /** Colours from 0 to 255, plane by plane. */
  private float[] resample(RgbImage image, Pixels to) {
    if (input.resample() == Resample.BICUBIC_PILLOW) {
      return planes(PillowBicubic.resize(image, to.width, to.height));
    }
    float[] from = planes(image);
    if (to.width == image.widthPx() && to.height == image.heightPx()) {
      return from;
    }
    Sampling sampling =
        switch (input.resample()) {
          case BICUBIC, BICUBIC_PILLOW -> Sampling.BICUBIC;
          case BILINEAR, BILINEAR_8BIT -> Sampling.BILINEAR;
          case BILINEAR_CORNERS -> Sampling.BILINEAR_CORNERS;
        };
    boolean rounded = input.resample() == Resample.BILINEAR_8BIT;
    float[] into =
        sampling.resizePlanes(from, image.widthPx(), image.heightPx(), to.width, to.height);
    for (int i = 0; rounded && i < into.length; i++) {
      into[i] = (float) Math.rint(into[i]);
    }
    return into;
  }

  private static float[] planes(RgbImage image) {
    int pixels = image.widthPx() * image.heightPx();
    float[] planes = new float[3 * pixels];
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < pixels; i++) {
        planes[channel * pixels + i] = image.rgb()[3 * i + channel] & 0xff;
      }
    }
    return planes;
  }
}
