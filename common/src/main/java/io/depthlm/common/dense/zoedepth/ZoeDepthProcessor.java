package io.depthlm.common.dense.zoedepth;

import io.depthlm.common.dense.DepthMap.Window;
import io.depthlm.common.dense.Planes;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.hub.DptProcessor;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.image.PixelValues;
import io.depthlm.common.vlm.image.ProcessorFile;
import java.util.List;

/**
 * The image processor of ZoeDepth, as transformers' {@code ZoeDepthImageProcessorPil} (5.24): the
 * picture is mirrored beyond its edges, resized without a filter against aliases so that corners
 * stay corners, and then normalised.
 *
 * @param widthPx the wanted width
 * @param heightPx the wanted height
 * @param multiple sizes become multiples of this
 */
record ZoeDepthProcessor(
    Padding padding,
    Size size,
    int widthPx,
    int heightPx,
    double multiple,
    PixelValues scaled,
    PixelValues normed) {
  private static final int BILINEAR = 2;
  private static final long MAX_PIXELS = 1L << 24;
  private static final List<Double> HALVES = List.of(0.5, 0.5, 0.5);

  /** What lies around the picture. */
  enum Padding {
    NONE,
    MIRRORED
  }

  /** How the size is chosen. */
  enum Size {
    /** Both sides are scaled by the factor of that side which changes less. */
    KEPT,
    /** Each side becomes the wanted one. */
    STRETCHED,
    /** The picture is not resized. */
    UNTOUCHED
  }

  /** What {@code preprocessor_config.json} says. */
  static ZoeDepthProcessor of(ConfigSection file) {
    if (file.size("resample").orElse(BILINEAR) != BILINEAR) {
      throw file.unsupported("resample");
    }
    PixelValues values = ProcessorFile.values(file, HALVES, HALVES);
    ConfigSection wanted = file.section("size");
    Size size = file.flag("keep_aspect_ratio").orElse(true) ? Size.KEPT : Size.STRETCHED;
    return new ZoeDepthProcessor(
        file.flag("do_pad").orElse(true) ? Padding.MIRRORED : Padding.NONE,
        ProcessorFile.resizes(file) ? size : Size.UNTOUCHED,
        wanted.size("width").orElse(512),
        wanted.size("height").orElse(384),
        file.positive("ensure_multiple_of").orElse(1 / 32.0),
        new PixelValues(values.rescaleFactor(), null, null),
        values);
  }

  /**
   * The picture as the network reads it.
   *
   * @param patchPx side of the least picture that it can read
   * @throws ImageUnfit if its shape leaves no patch, or too many pixels
   */
  Planes prepare(PreparedFrame frame, int patchPx) {
    RgbImage image = frame.image();
    int left = padding(image.widthPx());
    int top = padding(image.heightPx());
    int width = image.widthPx() + 2 * left;
    int height = image.heightPx() + 2 * top;
    int toWidth = width;
    int toHeight = height;
    if (size != Size.UNTOUCHED) {
      double across = (double) widthPx / width;
      double down = (double) heightPx / height;
      if (size == Size.KEPT) {
        boolean fitsWidth = Math.abs(1 - across) < Math.abs(1 - down);
        across = fitsWidth ? across : down;
        down = fitsWidth ? across : down;
      }
      toWidth = (int) Math.min(MAX_PIXELS, Math.rint(across * width / multiple) * multiple);
      toHeight = (int) Math.min(MAX_PIXELS, Math.rint(down * height / multiple) * multiple);
    }
    if (toWidth < patchPx || toHeight < patchPx || (long) toWidth * toHeight > MAX_PIXELS) {
      throw new ImageUnfit(
          "a picture of %d x %d px becomes one of %d x %d"
              .formatted(image.widthPx(), image.heightPx(), toWidth, toHeight));
    }
    float[] planes = mirrored(DptProcessor.planes(image, scaled), image, left, top);
    if (size != Size.UNTOUCHED) {
      planes = Sampling.BILINEAR_CORNERS.resizePlanes(planes, width, height, toWidth, toHeight);
    }
    normalise(planes);
    double across = (double) toWidth / width;
    double down = (double) toHeight / height;
    Window window =
        new Window(left * across, top * down, image.widthPx() * across, image.heightPx() * down);
    return new Planes(planes, toWidth, toHeight, window, frame.camera());
  }

  private int padding(int side) {
    return padding == Padding.NONE ? 0 : (int) (Math.sqrt(side / 2.0) * 3);
  }

  private static float[] mirrored(float[] planes, RgbImage image, int left, int top) {
    if (left == 0 && top == 0) {
      return planes;
    }
    int width = image.widthPx() + 2 * left;
    int height = image.heightPx() + 2 * top;
    float[] padded = new float[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int n = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        int row = channel * image.heightPx() + mirror(y - top, image.heightPx());
        for (int x = 0; x < width; x++) {
          padded[n++] = planes[row * image.widthPx() + mirror(x - left, image.widthPx())];
        }
      }
    }
    return padded;
  }

  /** The edge itself is not repeated. */
  private static int mirror(int place, int size) {
    if (size == 1) {
      return 0;
    }
    int within = Math.floorMod(place, 2 * (size - 1));
    return Math.min(within, 2 * (size - 1) - within);
  }

  private void normalise(float[] planes) {
    if (normed.mean() == null) {
      return;
    }
    int points = planes.length / 3;
    for (int channel = 0; channel < 3; channel++) {
      float mean = normed.mean().get(channel).floatValue();
      float std = normed.std().get(channel).floatValue();
      for (int i = channel * points; i < (channel + 1) * points; i++) {
        planes[i] = (planes[i] - mean) / std;
      }
    }
  }
}
