package io.depthlm.common.imaging;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import io.depthlm.common.imaging.ImageRejected.Reason;

/** Refuses images that ask to be turned before they are shown. */
final class ExifOrientation {
  private ExifOrientation() {}

  /**
   * Checks a block of EXIF data; a block that says nothing intelligible about orientation passes.
   *
   * @param tiff EXIF data from their TIFF header on
   * @throws ImageRejected {@code image_rotated} for an orientation of 2 to 8
   */
  static void check(byte[] tiff) {
    Integer orientation = read(tiff);
    if (orientation != null && orientation >= 2 && orientation <= 8) {
      throw new ImageRejected(
          Reason.ROTATED,
          "EXIF orientation %d: store the pixels upright with matching intrinsics"
              .formatted(orientation));
    }
  }

  /** The orientation of the main picture, null where none is said. */
  private static Integer read(byte[] tiff) {
    Metadata metadata = new Metadata();
    try {
      new ExifReader().extract(new ByteArrayReader(tiff), metadata);
    } catch (RuntimeException e) {
      return null; // data broken enough to trip the reader; no viewer turns the picture either
    }
    ExifIFD0Directory main = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    return main == null ? null : main.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
  }
}
