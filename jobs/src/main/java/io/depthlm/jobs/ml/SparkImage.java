package io.depthlm.jobs.ml;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A picture as Spark's data source {@code image} gives it: a struct with {@code height}, {@code
 * width}, {@code nChannels}, {@code mode} (a type number of OpenCV) and {@code data}, rows of
 * pixels in the order blue, green, red. That source does not turn pictures by their EXIF
 * orientation.
 */
final class SparkImage {
  private static final String HEIGHT = "height";
  private static final String WIDTH = "width";
  private static final String CHANNELS = "nChannels";
  private static final String MODE = "mode";
  private static final String DATA = "data";

  private SparkImage() {}

  /** The OpenCV types that hold one byte a channel. */
  private enum Mode {
    GREY(0, 1),
    BGR(16, 3),
    BGRA(24, 4);

    private final int number;
    private final int channels;

    Mode(int number, int channels) {
      this.number = number;
      this.channels = channels;
    }
  }

  /** Whether a column holds such pictures. */
  static boolean isType(DataType type) {
    return type instanceof StructType struct
        && Set.of(struct.fieldNames()).containsAll(Set.of(HEIGHT, WIDTH, CHANNELS, MODE, DATA));
  }

  /**
   * The picture as the bytes of a PNG file; an alpha channel is left out.
   *
   * @throws ImageRejected if it holds no pixels, as where Spark could not read the file, or some of
   *     another kind
   */
  static byte[] png(Row image, ImageLimits limits) {
    byte[] data = image.getAs(DATA);
    Integer height = image.getAs(HEIGHT);
    Integer width = image.getAs(WIDTH);
    Integer number = image.getAs(MODE);
    if (data == null || height == null || width == null || height < 1 || width < 1) {
      throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "the image struct holds no pixels");
    }
    Mode mode =
        Arrays.stream(Mode.values())
            .filter(m -> number != null && m.number == number)
            .findFirst()
            .orElseThrow(
                () ->
                    new ImageRejected(
                        RejectReason.IMAGE_UNSUPPORTED,
                        "mode %s, expected 0, 16 or 24: 1, 3 or 4 bytes a pixel"
                            .formatted(number)));
    long pixels = (long) height * width;
    if (data.length != pixels * mode.channels) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE,
          "%d x %d pixels of %d bytes, found %d bytes"
              .formatted(width, height, mode.channels, data.length));
    }
    limits.checkBytes(data.length);
    return PngEncoder.encode(new RgbImage(width, height, rgb(data, (int) pixels, mode)));
  }

  private static byte[] rgb(byte[] data, int pixels, Mode mode) {
    byte[] rgb = new byte[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      int from = i * mode.channels;
      rgb[3 * i] = data[mode == Mode.GREY ? from : from + 2];
      rgb[3 * i + 1] = data[mode == Mode.GREY ? from : from + 1];
      rgb[3 * i + 2] = data[from];
    }
    return rgb;
  }
}
