package io.depthlm.common.render.svg;

/**
 * Colours for what can be off either way: blue below, orange above, light in the middle. Either
 * half goes straight through CIELAB, so that equal steps look equally large; blue and orange are
 * told apart by all common kinds of colour blindness, and the ends are equally dark.
 */
public final class Diverging {
  private static final double[] BELOW = {38, 12, -52};
  private static final double[] MIDDLE = {93, 0, 0};
  private static final double[] ABOVE = {38, 40, 48};
  // the white of sRGB, D65
  private static final double[] WHITE = {0.95047, 1, 1.08883};

  private Diverging() {}

  /**
   * A colour.
   *
   * @param place -1 farthest below, 0 right, 1 farthest above; beyond is the colour of the end
   * @return 0xRRGGBB
   */
  public static int rgb(double place) {
    double part = Math.min(1, Math.abs(place));
    double[] end = place < 0 ? BELOW : ABOVE;
    double[] lab = new double[3];
    for (int i = 0; i < 3; i++) {
      lab[i] = MIDDLE[i] + part * (end[i] - MIDDLE[i]);
    }
    return rgb(lab);
  }

  private static int rgb(double[] lab) {
    double fy = (lab[0] + 16) / 116;
    double x = WHITE[0] * inverse(fy + lab[1] / 500);
    double y = WHITE[1] * inverse(fy);
    double z = WHITE[2] * inverse(fy - lab[2] / 200);
    int red = channel(3.2404542 * x - 1.5371385 * y - 0.4985314 * z);
    int green = channel(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z);
    int blue = channel(0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
    return red << 16 | green << 8 | blue;
  }

  private static double inverse(double f) {
    return f > 6.0 / 29 ? f * f * f : 3 * 36.0 / 841 * (f - 4.0 / 29);
  }

  private static int channel(double linear) {
    double clipped = Math.max(0, Math.min(1, linear));
    double encoded =
        clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }
}
