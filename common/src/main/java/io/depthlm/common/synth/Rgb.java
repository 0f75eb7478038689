package io.depthlm.common.synth;

/** A colour as linear reflectance, 0 to 1 a channel. */
record Rgb(double r, double g, double b) {
  static Rgb grey(double v) {
    return new Rgb(v, v, v);
  }

  Rgb times(double f) {
    return new Rgb(r * f, g * f, b * f);
  }

  Rgb mix(Rgb other, double share) {
    return new Rgb(r + (other.r - r) * share, g + (other.g - g) * share, b + (other.b - b) * share);
  }
}
