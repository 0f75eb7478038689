package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * The head of a PNG file (ISO/IEC 15948): IHDR, and what stands before the pixels.
 *
 * @param bitDepth bits a sample: 1, 2, 4, 8 or 16
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
 * @param interlace 0 none, 1 Adam7
 */
record PngHeader(ImageHeader header, int bitDepth, int colourType, int interlace) {
  /** The first two bytes of the signature. */
  static final int MAGIC = 0x8950;

  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGBA = 6;

  static final int IHDR = 0x49484452;
  static final int IDAT = 0x49444154;
  private static final int EXIF = 0x65584966;

  /** What says how a picture is turned is small; a larger chunk is skipped unread. */
  private static final int MAX_METADATA_BYTES = 1 << 20;

  /** Stored samples of one pixel: 1 to 4. */
  int samplesPerPixel() {
    return switch (colourType) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGBA -> 4;
      default -> 1;
    };
  }

  /** Reads on after the first two bytes, up to the first IDAT. */
  static PngHeader read(DataInputStream in, ImageLimits limits) throws IOException {
    if (in.readUnsignedShort() != 0x4e47 || in.readInt() != 0x0d0a1a0a) {
      throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "a broken PNG signature");
    }
    if (in.readInt() != 13 || in.readInt() != IHDR) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE, "a PNG that does not start with its header");
    }
    long width = in.readInt() & 0xffffffffL;
    long height = in.readInt() & 0xffffffffL;
    ImageHeader header = ImageHeader.checked(ImageFormat.PNG, width, height, limits);
    int bitDepth = in.readUnsignedByte();
    int colourType = in.readUnsignedByte();
    int compression = in.readUnsignedByte();
    int filter = in.readUnsignedByte();
    int interlace = in.readUnsignedByte();
    in.readInt();
    boolean known =
        switch (colourType) {
          case GREY -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
          case PALETTE -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
          case RGB, GREY_ALPHA, RGBA -> bitDepth == 8 || bitDepth == 16;
          default -> false;
        };
    if (colourType == GREY && bitDepth == 16) {
      // Pillow clips these to 255 instead of scaling them; nobody could mean the result.
      throw new ImageRejected(
          RejectReason.IMAGE_UNSUPPORTED,
          "a 16-bit grey PNG is a depth map or a scan, not a picture");
    }
    if (!known || compression != 0 || filter != 0 || interlace > 1) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE,
          "a PNG of colour type %d, bit depth %d, compression %d, filter %d, interlace %d"
              .formatted(colourType, bitDepth, compression, filter, interlace));
    }
    skipToPixels(in);
    return new PngHeader(header, bitDepth, colourType, interlace);
  }

  private static void skipToPixels(DataInputStream in) throws IOException {
    Orientation orientation = new Orientation();
    while (true) {
      int length = in.readInt();
      int type = in.readInt();
      if (type == IDAT) {
        orientation.check();
        return;
      }
      if (length < 0) {
        throw new ImageRejected(
            RejectReason.IMAGE_UNREADABLE,
            "a PNG chunk of %d bytes".formatted(length & 0xffffffffL));
      }
      boolean text = type == PngText.PLAIN || type == PngText.PACKED || type == PngText.UNICODE;
      if ((type == EXIF || text) && length <= MAX_METADATA_BYTES) {
        byte[] data = in.readNBytes(length);
        if (type == EXIF) {
          orientation.exif(data);
        } else {
          PngText found = PngText.of(type, data);
          if (found != null) {
            orientation.text(found.keyword(), found.text());
          }
        }
      } else {
        in.skipNBytes(length);
      }
      in.readInt();
    }
  }
}
