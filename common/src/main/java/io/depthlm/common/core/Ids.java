package io.depthlm.common.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Content-derived ids. An id is the first 128 bits of a SHA-256 over the parts, each preceded by
 * its length so that no two part lists share an encoding; written as 32 lower-case hexadecimal
 * digits. The same parts give the same id on any machine.
 */
public final class Ids {
  private static final HexFormat HEX = HexFormat.of();

  private Ids() {}

  /** A 128-bit id of the parts, in order; a null part differs from an empty one. */
  public static String of(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      if (part == null) {
        digest.update((byte) '-');
        continue;
      }
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HEX.formatHex(digest.digest(), 0, 16);
  }

  /** The SHA-256 of bytes as 64 hexadecimal digits. */
  public static String sha256Hex(byte[] bytes) {
    return HEX.formatHex(sha256().digest(bytes));
  }

  /** A fresh SHA-256 digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
