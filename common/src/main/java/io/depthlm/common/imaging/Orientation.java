package io.depthlm.common.imaging;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import io.depthlm.common.core.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether an image has to be rotated for display. As in Pillow's {@code exif_transpose},
 * EXIF decides, and XMP only if EXIF says nothing. Not thread-safe; use one per file.
 */
final class Orientation {
  /** As Pillow looks for it; an XML parser would do no more and could be attacked. */
  private static final Pattern XMP =
      Pattern.compile("tiff:Orientation\\s*(?:=\\s*[\"']|>)\\s*([0-9])");

  private Integer exif;
  private Integer xmp;

  /**
   * Looks into a block of EXIF data; one that says nothing intelligible changes nothing.
   *
   * @param tiff EXIF data from their TIFF header on
   */
  void exif(byte[] tiff) {
    Metadata metadata = new Metadata();
    try {
      new ExifReader().extract(new ByteArrayReader(tiff), metadata);
    } catch (RuntimeException e) {
      return; // data broken enough to trip the reader; no viewer turns the picture either
    }
    ExifIFD0Directory main = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Integer found = main == null ? null : main.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    exif = exif == null ? found : exif;
  }

  /** Looks into an XMP packet. */
  void xmp(byte[] packet) {
    Matcher found = XMP.matcher(new String(packet, StandardCharsets.ISO_8859_1));
    if (xmp == null && found.find()) {
      xmp = Integer.valueOf(found.group(1));
    }
  }

  /**
   * Looks into a text of a PNG.
   *
   * @param keyword names the text
   */
  void text(String keyword, byte[] text) {
    if (keyword.equals("XML:com.adobe.xmp")) {
      xmp(text);
    } else if (keyword.equals("Raw profile type exif") || keyword.equals("Raw profile type APP1")) {
      rawProfile(new String(text, StandardCharsets.ISO_8859_1));
    }
  }

  /** EXIF as ImageMagick writes it into a text: name, length, then hexadecimal digits in lines. */
  private void rawProfile(String text) {
    String[] words = text.strip().split("\\s+", 3);
    if (words.length < 3) {
      return;
    }
    try {
      byte[] bytes = HexFormat.of().parseHex(words[2].replaceAll("\\s", ""));
      String head = new String(bytes, 0, Math.min(6, bytes.length), StandardCharsets.ISO_8859_1);
      exif(head.equals("Exif\0\0") ? Arrays.copyOfRange(bytes, 6, bytes.length) : bytes);
    } catch (IllegalArgumentException e) {
      return; // no digits: nobody reads it
    }
  }

  /**
   * Refuses an image that has to be rotated.
   *
   * @throws ImageRejected {@code image_rotated} for an orientation of 2 to 8
   */
  void check() {
    Integer orientation = exif == null ? xmp : exif;
    if (orientation != null && orientation >= 2 && orientation <= 8) {
      throw new ImageRejected(
          RejectReason.IMAGE_ROTATED,
          "%s orientation %d: store the pixels upright with matching intrinsics"
              .formatted(exif == null ? "XMP" : "EXIF", orientation));
    }
  }
}
