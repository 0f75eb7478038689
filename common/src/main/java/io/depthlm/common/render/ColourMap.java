package io.depthlm.common.render;

/** Viridis, from near (yellow) to far (violet). */
public final class ColourMap {
  /** Equidistant colours of the public table, far end first. */
  private static final int[] FAR_TO_NEAR = {
    0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e,
    0x1f988b, 0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xfde725
  };

  private ColourMap() {}

  /**
   * The colour of a place on the scale.
   *
   * @param place 0 for the nearest, 1 for the farthest; beyond is the colour of the end
   * @return 0xRRGGBB
   */
  public static int rgb(double place) {
    double at = (1 - Math.min(1, Math.max(0, place))) * (FAR_TO_NEAR.length - 1);
    int low = Math.min((int) at, FAR_TO_NEAR.length - 2);
    double part = at - low;
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = FAR_TO_NEAR[low] >> shift & 0xff;
      int b = FAR_TO_NEAR[low + 1] >> shift & 0xff;
      colour |= (int) Math.round(a + part * (b - a)) << shift;
    }
    return colour;
  }
}
