package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The pixels of a JPEG. The JDK's reader gives the components as they are stored, upsampled; what
 * they mean is decided here, by the rules of libjpeg that Pillow follows, because the JDK guesses
 * differently where no marker says it and converts embedded profiles.
 */
final class JpegPixels {
  private static final ImageReaderSpi READERS = readers();

  /**
   * Scans of a progressive file: each costs a pass over the whole picture, however short it is.
   * Encoders write about ten.
   */
  private static final int MAX_SCANS = 100;

  /**
   * The one warning that says nothing of the pixels; all others (data cut off, codes that make no
   * sense) come with grey or torn ones.
   */
  private static final String PROFILE_WARNING = "Embedded color profile";

  private JpegPixels() {}

  static RgbImage decode(byte[] file, JpegHeader jpeg) throws IOException {
    int width = jpeg.header().widthPx();
    int height = jpeg.header().heightPx();
    if (jpeg.coding() == JpegHeader.Coding.PROGRESSIVE && scans(file) > MAX_SCANS) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNSUPPORTED,
          "a progressive JPEG of more than %d scans".formatted(MAX_SCANS));
    }
    ImageReader reader = READERS.createReaderInstance();
    try {
      reader.setInput(new ByteArrayImageInput(file), true, true);
      // Kept rather than thrown: the listener is called from native code.
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      Raster raster = reader.readRaster(0, null);
      for (String warning : warnings) {
        if (!warning.startsWith(PROFILE_WARNING)) {
          throw new ImageRejected(
              RejectReason.IMAGE_UNREADABLE,
              "JPEG of %d x %d pixels: %s".formatted(width, height, warning));
        }
      }
      byte[] stored = ((DataBufferByte) raster.getDataBuffer()).getData();
      byte[] rgb =
          switch (jpeg.colour()) {
            case GREY -> Samples.greyToRgb(stored);
            case RGB -> stored;
            case YCBCR -> {
              YCbCr.toRgb(stored);
              yield stored;
            }
          };
      return new RgbImage(width, height, rgb);
    } finally {
      reader.dispose();
    }
  }

  /** Start-of-scan markers in the file; inside entropy-coded data 0xff is always escaped. */
  private static int scans(byte[] file) {
    int scans = 0;
    for (int i = 0; i + 1 < file.length; i++) {
      if (file[i] == (byte) 0xff && file[i + 1] == (byte) 0xda) {
        scans++;
      }
    }
    return scans;
  }

  private static ImageReaderSpi readers() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader.getOriginatingProvider();
      }
    }
    throw new IllegalStateException("this Java has no JPEG reader (module java.desktop)");
  }
}
