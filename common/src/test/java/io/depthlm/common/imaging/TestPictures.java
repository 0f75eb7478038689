package io.depthlm.common.imaging;

/** The pictures of golden/imaging/patterns.py, made alike. */
public final class TestPictures {
  private TestPictures() {}

  /** The picture of a pattern's name. */
  public static RgbImage of(String pattern, int seed, int widthPx, int heightPx) {
    return switch (pattern) {
      case "noise" -> noise(seed, widthPx, heightPx);
      case "scene" -> scene(seed, widthPx, heightPx);
      default -> throw new IllegalArgumentException("no pattern " + pattern);
    };
  }

  /** Independent uniform bytes. */
  public static RgbImage noise(int seed, int widthPx, int heightPx) {
    byte[] rgb = new byte[3 * widthPx * heightPx];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (splitMix64(((long) seed << 32) + i) >>> 56);
    }
    return new RgbImage(widthPx, heightPx, rgb);
  }

  /** Slow gradients, hard edges, a disc and a little grain, as a photograph has. */
  public static RgbImage scene(int seed, int widthPx, int heightPx) {
    byte[] grain = noise(seed, widthPx, heightPx).rgb();
    byte[] rgb = new byte[grain.length];
    int radius = heightPx / 4;
    for (int y = 0, i = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        int dx = x - widthPx / 3;
        int dy = y - heightPx / 2;
        int disc = dx * dx + dy * dy < radius * radius ? 90 : 0;
        int block = 60 * (((x >> 4) ^ (y >> 4) ^ seed) & 1);
        for (int c = 0; c < 3; c++, i++) {
          int value = (x * (3 + c) + y * (5 - c)) / 7 + block + disc + ((grain[i] & 0xff) >> 4);
          rgb[i] = (byte) Math.min(value, 255);
        }
      }
    }
    return new RgbImage(widthPx, heightPx, rgb);
  }

  private static long splitMix64(long index) {
    long z = index + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
