package io.depthlm.common.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What a file is by its first bytes, whatever its name says. */
enum FileKind {
  /** Text of one byte a character, as far as the first bytes show; also an empty file. */
  TEXT("text"),
  GZIP("compressed with gzip"),
  JSON_ARRAY("one JSON array"),
  JSON_DOCUMENT("one JSON document of many lines"),
  UTF16("text in UTF-16"),
  UTF32("text in UTF-32"),
  TAR("a tar archive"),
  ZIP("a zip archive"),
  BZIP2("compressed with bzip2"),
  XZ("compressed with xz"),
  ZSTD("compressed with zstd"),
  PARQUET("a Parquet file"),
  PICTURE("a picture"),
  HDF5("an HDF5 file"),
  BINARY("binary data");

  /** How many bytes are enough to tell. */
  static final int HEAD_BYTES = 4096;

  private static final Pattern ARRAY = Pattern.compile("\\s*\\[\\s*\\{.*", Pattern.DOTALL);
  private static final Pattern DOCUMENT =
      Pattern.compile("\\s*\\{[ \\t]*\\r?\\n.*", Pattern.DOTALL);

  private final String words;

  FileKind(String words) {
    this.words = words;
  }

  /** For "the file is …". */
  String words() {
    return words;
  }

  /** What a file is that begins with these bytes; all of them if it is shorter. */
  static FileKind of(byte[] head) {
    FileKind magic = byMagic(head);
    if (magic != null) {
      return magic;
    }
    for (byte b : head) {
      if (b == 0) {
        return BINARY;
      }
    }
    String text = new String(head, StandardCharsets.UTF_8);
    String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (ARRAY.matcher(bare).matches()) {
      return JSON_ARRAY;
    }
    return DOCUMENT.matcher(bare).matches() ? JSON_DOCUMENT : TEXT;
  }

  private static FileKind byMagic(byte[] head) {
    if (starts(head, 0xff, 0xfe, 0, 0) || starts(head, 0, 0, 0xfe, 0xff)) {
      return UTF32;
    }
    // Without a mark, too: the first character of a line is ASCII.
    if (starts(head, 0xff, 0xfe)
        || starts(head, 0xfe, 0xff)
        || starts(head, '{', 0)
        || starts(head, 0, '{')) {
      return UTF16;
    }
    if (starts(head, 0x1f, 0x8b)) {
      return GZIP;
    }
    if (ascii(head, 257, "ustar") || isOldTar(head)) {
      return TAR;
    }
    if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
      return ZIP;
    }
    if (ascii(head, 0, "BZh")) {
      return BZIP2;
    }
    if (starts(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    }
    if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
      return ZSTD;
    }
    if (ascii(head, 0, "PAR1")) {
      return PARQUET;
    }
    if (starts(head, 0x89, 'H', 'D', 'F')) {
      return HDF5;
    }
    boolean picture =
        starts(head, 0x89, 'P', 'N', 'G')
            || starts(head, 0xff, 0xd8, 0xff)
            || ascii(head, 0, "GIF8")
            || starts(head, 'I', 'I', '*', 0)
            || starts(head, 'M', 'M', 0, '*')
            || ascii(head, 0, "RIFF") && ascii(head, 8, "WEBP");
    return picture ? PICTURE : null;
  }

  /** A header block of the format before ustar: its checksum is right. */
  private static boolean isOldTar(byte[] head) {
    if (head.length < 512 || head[0] == 0) {
      return false;
    }
    long sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? ' ' : head[i] & 0xff;
    }
    String said = new String(head, 148, 8, StandardCharsets.US_ASCII).replaceAll("[^0-7]", "");
    return !said.isEmpty() && Long.parseLong(said, 8) == sum;
  }

  private static boolean starts(byte[] head, int... magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean ascii(byte[] head, int from, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return head.length >= from + bytes.length
        && Arrays.equals(head, from, from + bytes.length, bytes, 0, bytes.length);
  }
}
