package io.depthlm.common.render.svg;

/** Colours as attributes. */
final class Colours {
  private Colours() {}

  static String hex(int rgb) {
    return "#%06x".formatted(rgb);
  }

  /** The class of words upon a colour: dark or light ink, whichever stands out more. */
  static String inkOn(int rgb) {
    return luminance(rgb) > 0.18 ? "on-light" : "on-dark";
  }

  /** Relative luminance as the accessibility guidelines define it, 0 to 1. */
  static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 0xff)
        + 0.7152 * linear(rgb >> 8 & 0xff)
        + 0.0722 * linear(rgb & 0xff);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
