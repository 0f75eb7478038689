package io.depthlm.common.imaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;

/** A text chunk of a PNG (ISO/IEC 15948, 11.3.4), unpacked. */
record PngText(String keyword, byte[] text) {
  static final int PLAIN = 0x74455874;
  static final int PACKED = 0x7a545874;
  static final int UNICODE = 0x69545874;

  private static final int MAX_TEXT_BYTES = 4 << 20;

  /** Null where the chunk is broken; nobody needs its text. */
  static PngText of(int type, byte[] data) {
    int zero = zero(data, 0);
    if (zero < 0) {
      return null;
    }
    String keyword = new String(data, 0, zero, StandardCharsets.ISO_8859_1);
    int at = zero + 1;
    boolean packed = type == PACKED;
    if (packed) {
      at++; // the method, of which there is one
    } else if (type == UNICODE) {
      packed = at < data.length && data[at] == 1;
      int language = zero(data, at + 2);
      int translated = language < 0 ? -1 : zero(data, language + 1);
      if (translated < 0) {
        return null;
      }
      at = translated + 1;
    }
    if (at > data.length) {
      return null;
    }
    byte[] rest = Arrays.copyOfRange(data, at, data.length);
    try {
      return new PngText(keyword, packed ? unpacked(rest) : rest);
    } catch (IOException e) {
      return null;
    }
  }

  private static int zero(byte[] data, int from) {
    for (int i = from; i < data.length; i++) {
      if (data[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return in.readNBytes(MAX_TEXT_BYTES);
    }
  }
}
