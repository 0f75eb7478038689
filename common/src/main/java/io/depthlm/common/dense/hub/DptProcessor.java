package io.depthlm.common.dense.hub;

import io.depthlm.common.dense.Planes;
import io.depthlm.common.imaging.PillowBicubic;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.image.PixelValues;
import io.depthlm.common.vlm.image.ProcessorFile;
import java.util.List;

/**
 * The image processor of DPT and Depth Anything, as transformers' {@code DPTImageProcessorPil}
 * (5.24): a size in whole patches near the wanted one, bicubic as Pillow up to 12.x, mean and
 * deviation of ImageNet. The torchvision twin of that class rounds differently.
 *
 * @param widthPx the wanted width
 * @param heightPx the wanted height
 * @param multiplePx sizes become multiples of this
 * @param aspect what becomes of the picture's shape
 * @param values what becomes of 8-bit values
 */
public record DptProcessor(
    int widthPx, int heightPx, int multiplePx, Aspect aspect, PixelValues values) {
  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  /** No network reads more; a panorama of 1 to 100 would otherwise become one of 518 x 51,800. */
  private static final long MAX_PIXELS = 1L << 24;

  /** What becomes of a picture's shape. */
  public enum Aspect {
    /** Both sides are scaled by the factor of that side which changes less. */
    KEPT,
    /** Each side becomes the wanted one. */
    STRETCHED,
    /** The picture is not resized. */
    UNTOUCHED
  }

  /** What {@code preprocessor_config.json} says. */
  public static DptProcessor of(ConfigSection file) {
    PixelValues values = ProcessorFile.values(file, IMAGENET_MEAN, IMAGENET_STD);
    if (file.flag("do_pad").orElse(false)) {
      throw file.unsupported("do_pad");
    }
    int multiple = file.size("ensure_multiple_of").orElse(1);
    if (!ProcessorFile.resizes(file)) {
      return new DptProcessor(0, 0, multiple, Aspect.UNTOUCHED, values);
    }
    int square = file.isObject("size") ? 384 : file.size("size").orElse(384);
    ConfigSection size = file.isObject("size") ? file.section("size") : null;
    return new DptProcessor(
        size == null ? square : size.size("width").orElseThrow(() -> lacks(file)),
        size == null ? square : size.size("height").orElseThrow(() -> lacks(file)),
        multiple,
        file.flag("keep_aspect_ratio").orElse(false) ? Aspect.KEPT : Aspect.STRETCHED,
        values);
  }

  private static CheckpointException lacks(ConfigSection file) {
    return file.wrong("size", "an object with height and width");
  }

  /**
   * The picture as the network reads it.
   *
   * @throws ImageUnfit if its shape leaves no pixel, or too many
   */
  public Planes prepare(PreparedFrame frame) {
    RgbImage image = frame.image();
    int width = image.widthPx();
    int height = image.heightPx();
    if (aspect != Aspect.UNTOUCHED) {
      double scaleY = (double) heightPx / height;
      double scaleX = (double) widthPx / width;
      if (aspect == Aspect.KEPT) {
        boolean fitsWidth = Math.abs(1 - scaleX) < Math.abs(1 - scaleY);
        scaleX = fitsWidth ? scaleX : scaleY;
        scaleY = fitsWidth ? scaleX : scaleY;
      }
      width = wholePatches(scaleX * width, image);
      height = wholePatches(scaleY * height, image);
    }
    if ((long) width * height > MAX_PIXELS || width < multiplePx || height < multiplePx) {
      throw new ImageUnfit(
          "a picture of %d x %d px becomes one of %d x %d"
              .formatted(image.widthPx(), image.heightPx(), width, height));
    }
    RgbImage resized = PillowBicubic.resize(image, width, height);
    return new Planes(planes(resized, values), width, height, frame.camera());
  }

  private int wholePatches(double size, RgbImage image) {
    double patches = Math.rint(size / multiplePx);
    if (!(patches >= 1 && patches * multiplePx <= MAX_PIXELS)) {
      throw new ImageUnfit(
          "a picture of %d x %d px has a side of %.0f patches"
              .formatted(image.widthPx(), image.heightPx(), patches));
    }
    return (int) patches * multiplePx;
  }

  /** The numbers of an 8-bit picture, plane by plane. */
  public static float[] planes(RgbImage image, PixelValues values) {
    float[][] table = values.table();
    int pixels = image.widthPx() * image.heightPx();
    float[] planes = new float[3 * pixels];
    byte[] rgb = image.rgb();
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < pixels; i++) {
        planes[channel * pixels + i] = table[channel][rgb[3 * i + channel] & 0xff];
      }
    }
    return planes;
  }
}
