package io.depthlm.common.synth;

/** What a surface looks like, as a function of metres on it. Stateless, shared by threads. */
interface Surface {
  /**
   * The reflectance at a place on the surface, averaged over about one pixel.
   *
   * @param uM metres across, from the middle of the face
   * @param vM metres up, from the middle of the face
   * @param footprintM the size of a pixel on the surface, metres
   * @param rgb receives linear reflectance; above 1 the surface glows
   */
  void colour(double uM, double vM, double footprintM, double[] rgb);

  /** The same colour everywhere. */
  static Surface plain(Rgb colour) {
    return (u, v, w, rgb) -> set(rgb, colour);
  }

  /** Writes a colour. */
  static void set(double[] rgb, Rgb colour) {
    rgb[0] = colour.r();
    rgb[1] = colour.g();
    rgb[2] = colour.b();
  }

  /** Writes a mixture of two colours. */
  static void mix(double[] rgb, Rgb a, Rgb b, double shareOfB) {
    rgb[0] = a.r() + (b.r() - a.r()) * shareOfB;
    rgb[1] = a.g() + (b.g() - a.g()) * shareOfB;
    rgb[2] = a.b() + (b.b() - a.b()) * shareOfB;
  }

  /** Multiplies what is there. */
  static void scale(double[] rgb, double f) {
    rgb[0] *= f;
    rgb[1] *= f;
    rgb[2] *= f;
  }

  /** Pulls what is there towards a colour. */
  static void blend(double[] rgb, Rgb to, double share) {
    rgb[0] += (to.r() - rgb[0]) * share;
    rgb[1] += (to.g() - rgb[1]) * share;
    rgb[2] += (to.b() - rgb[2]) * share;
  }
}
