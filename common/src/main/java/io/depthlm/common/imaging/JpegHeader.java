package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of a JPEG file (ITU T.81): the frame header, and the application markers that decide
 * what its components mean.
 */
record JpegHeader(ImageHeader header, Colour colour, Coding coding) {
  /** The start-of-image marker. */
  static final int MAGIC = 0xffd8;

  /** What the components are. */
  enum Colour {
    GREY,
    YCBCR,
    RGB
  }

  /** Whether the picture is stored in one scan or progressively. */
  enum Coding {
    SEQUENTIAL,
    PROGRESSIVE
  }

  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final byte[] XMP =
      "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
  private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};

  /** No Adobe marker seen. */
  private static final int NO_TRANSFORM = -1;

  /** Reads on after the start-of-image marker, up to the first scan. */
  static JpegHeader read(DataInputStream in, ImageLimits limits) throws IOException {
    byte[] frame = null;
    int frameMarker = 0;
    boolean jfif = false;
    int adobeTransform = NO_TRANSFORM;
    Orientation orientation = new Orientation();
    while (true) {
      int marker = nextMarker(in);
      if (marker == 0xda) {
        break;
      }
      if (marker == 0xd9) {
        throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "a JPEG without pixels");
      }
      if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) {
        continue; // stands alone, without a length
      }
      int length = in.readUnsignedShort() - 2;
      if (length < 0) {
        throw new ImageRejected(
            RejectReason.IMAGE_UNREADABLE,
            "a JPEG segment 0x%02x of %d bytes".formatted(marker, length + 2));
      }
      if (isFrame(marker)) {
        if (frame != null) {
          throw new ImageRejected(RejectReason.IMAGE_UNSUPPORTED, "a JPEG of several frames");
        }
        frame = readFully(in, length);
        frameMarker = marker;
      } else if (marker == 0xe0) {
        jfif |= startsWith(readFully(in, length), JFIF);
      } else if (marker == 0xe1) {
        byte[] segment = readFully(in, length);
        if (startsWith(segment, EXIF)) {
          orientation.exif(Arrays.copyOfRange(segment, EXIF.length, segment.length));
        } else if (startsWith(segment, XMP)) {
          orientation.xmp(segment);
        }
      } else if (marker == 0xee) {
        byte[] segment = readFully(in, length);
        if (startsWith(segment, ADOBE) && segment.length >= 12) {
          adobeTransform = segment[11] & 0xff;
        }
      } else {
        in.skipNBytes(length);
      }
    }
    orientation.check();
    if (frame == null) {
      throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "a JPEG scan without a frame header");
    }
    return ofFrame(frame, frameMarker, jfif ? 1 : adobeTransform, limits);
  }

  /**
   * @param transform 1 where a JFIF marker says YCbCr, else the Adobe marker's transform, or {@link
   *     #NO_TRANSFORM}
   */
  private static JpegHeader ofFrame(byte[] frame, int marker, int transform, ImageLimits limits) {
    if (frame.length < 6 || frame.length < 6 + 3 * (frame[5] & 0xff)) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE, "a JPEG frame header of %d bytes".formatted(frame.length));
    }
    int precision = frame[0] & 0xff;
    int height = (frame[1] & 0xff) << 8 | frame[2] & 0xff;
    int width = (frame[3] & 0xff) << 8 | frame[4] & 0xff;
    int components = frame[5] & 0xff;
    if (marker > 0xc2 || precision != 8) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNSUPPORTED,
          "JPEG coding 0x%02x with %d bits; baseline, extended and progressive with 8 are read"
              .formatted(marker, precision));
    }
    ImageHeader header = ImageHeader.checked(ImageFormat.JPEG, width, height, limits);
    Coding coding = marker == 0xc2 ? Coding.PROGRESSIVE : Coding.SEQUENTIAL;
    if (components == 1) {
      return new JpegHeader(header, Colour.GREY, coding);
    }
    if (components != 3) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNSUPPORTED,
          "a JPEG of %d components (CMYK or YCCK): convert it to RGB".formatted(components));
    }
    boolean namedRgb = frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B';
    boolean rgb = transform == NO_TRANSFORM ? namedRgb : transform == 0;
    return new JpegHeader(header, rgb ? Colour.RGB : Colour.YCBCR, coding);
  }

  /** Start-of-frame markers; 0xc4, 0xc8 and 0xcc among them mean something else. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static int nextMarker(DataInputStream in) throws IOException {
    int b = in.readUnsignedByte();
    if (b != 0xff) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE, "a JPEG with 0x%02x where a marker belongs".formatted(b));
    }
    while (b == 0xff) {
      b = in.readUnsignedByte();
    }
    return b;
  }

  private static byte[] readFully(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length]; // at most 65,533
    in.readFully(bytes);
    return bytes;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
