package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;

/**
 * Decodes PNG and JPEG files to the RGB that Pillow's {@code Image.open(file).convert("RGB")}
 * gives, or refuses them. Safe for concurrent use.
 */
public final class ImageDecoder {
  private ImageDecoder() {}

  /**
   * Decodes a file. Alpha, embedded colour profiles and gamma are ignored, as Pillow does; 16-bit
   * samples lose their low byte.
   *
   * @throws ImageRejected {@code image_unreadable}, {@code image_unsupported}, {@code
   *     image_too_large} or {@code image_rotated}; the size is checked before anything of that size
   *     is allocated
   */
  public static RgbImage decode(byte[] file, ImageLimits limits) {
    ImageHeader header = ImageHeader.read(file, limits);
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
      in.skipNBytes(2);
      return switch (header.format()) {
        case PNG -> PngPixels.decode(file, PngHeader.read(in, limits));
        case JPEG -> JpegPixels.decode(file, JpegHeader.read(in, limits));
      };
    } catch (IOException | DataFormatException | RuntimeException e) {
      if (e instanceof ImageRejected rejected) {
        throw rejected;
      }
      // The JDK's readers answer broken data with unchecked exceptions, too.
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE,
          "%s of %d x %d pixels: %s"
              .formatted(header.format(), header.widthPx(), header.heightPx(), e),
          e);
    }
  }
}
