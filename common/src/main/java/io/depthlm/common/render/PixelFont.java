package io.depthlm.common.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Letters five pixels wide and seven high, some with two rows below the line; what it does not know
 * is drawn as a question mark.
 */
final class PixelFont {
  /** From one letter's left edge to the next one's. */
  static final int ADVANCE = 6;

  /** Rows of a capital. */
  static final int HEIGHT = 7;

  private static final Map<Integer, boolean[][]> GLYPHS = read();

  private PixelFont() {}

  /** Where a letter is dark: [row][column]; empty for a space. */
  static boolean[][] glyph(int codePoint) {
    if (codePoint == ' ') {
      return new boolean[0][];
    }
    return GLYPHS.getOrDefault(codePoint, GLYPHS.get((int) '?'));
  }

  private static Map<Integer, boolean[][]> read() {
    Map<Integer, boolean[][]> glyphs = new HashMap<>();
    try (InputStream in = PixelFont.class.getResourceAsStream("font.txt")) {
      if (in == null) {
        throw new IllegalStateException("font.txt is missing beside " + PixelFont.class);
      }
      String table = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : table.lines().toList()) {
        String[] rows = line.substring(2).split(" ");
        boolean[][] glyph = new boolean[rows.length][];
        for (int y = 0; y < rows.length; y++) {
          glyph[y] = new boolean[rows[y].length()];
          for (int x = 0; x < glyph[y].length; x++) {
            glyph[y][x] = rows[y].charAt(x) == '#';
          }
        }
        glyphs.put((int) line.charAt(0), glyph);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return glyphs;
  }
}
