package io.depthlm.common.imaging;

/** Stored samples to RGB triples. */
final class Samples {
  private Samples() {}

  /** Grey values three times over. */
  static byte[] greyToRgb(byte[] grey) {
    byte[] rgb = new byte[3 * grey.length];
    for (int i = 0; i < grey.length; i++) {
      rgb[3 * i] = grey[i];
      rgb[3 * i + 1] = grey[i];
      rgb[3 * i + 2] = grey[i];
    }
    return rgb;
  }
}
