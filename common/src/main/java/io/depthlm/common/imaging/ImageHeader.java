package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The header of an image file: enough to check the file at ingest without decoding it. An image
 * with a valid header can be decoded unless its pixel data are damaged.
 */
public record ImageHeader(ImageFormat format, int widthPx, int heightPx) {

  /**
   * Reads a header from a whole file or a prefix of one.
   *
   * @throws ImageRejected as {@link #read(InputStream, ImageLimits)}; also when a prefix ends
   *     before the size is known
   */
  public static ImageHeader read(byte[] fileOrPrefix, ImageLimits limits) {
    limits.checkBytes(fileOrPrefix.length);
    try {
      return read(new ByteArrayInputStream(fileOrPrefix), limits);
    } catch (IOException e) {
      throw new IllegalStateException("reading an array does no I/O", e);
    }
  }

  /**
   * Reads a header from a stream, and no more than the header; the caller closes the stream and
   * checks the length of the file ({@link ImageLimits#checkBytes}).
   *
   * @throws ImageRejected {@code image_unreadable}, {@code image_unsupported}, {@code
   *     image_too_large} or {@code image_rotated}
   * @throws IOException if the stream fails, the file's end excepted
   */
  public static ImageHeader read(InputStream stream, ImageLimits limits) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      int first = in.readUnsignedShort();
      return switch (first) {
        case PngHeader.MAGIC -> PngHeader.read(in, limits).header();
        case JpegHeader.MAGIC -> JpegHeader.read(in, limits).header();
        default ->
            throw new ImageRejected(
                RejectReason.IMAGE_UNREADABLE,
                "neither PNG nor JPEG: the file starts with 0x%04x".formatted(first));
      };
    } catch (EOFException e) {
      throw new ImageRejected(RejectReason.IMAGE_UNREADABLE, "the file ends inside its header", e);
    }
  }

  /** A header of a size that was found in a file, once it is known to be allowed. */
  static ImageHeader checked(ImageFormat format, long widthPx, long heightPx, ImageLimits limits) {
    if (widthPx < 1 || heightPx < 1) {
      throw new ImageRejected(
          RejectReason.IMAGE_UNREADABLE,
          "the header says %d x %d pixels".formatted(widthPx, heightPx));
    }
    if (!limits.allow(widthPx, heightPx)) {
      throw new ImageRejected(
          RejectReason.IMAGE_TOO_LARGE,
          "%d x %d pixels, %s are decoded".formatted(widthPx, heightPx, limits.sizeWords()));
    }
    return new ImageHeader(format, (int) widthPx, (int) heightPx);
  }
}
