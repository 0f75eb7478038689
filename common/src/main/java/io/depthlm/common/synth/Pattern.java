package io.depthlm.common.synth;

/**
 * The arithmetic of textures: hashes, noise and box-filtered lines. Only operations that Java
 * defines to the last bit, so that a texture is the same on any machine.
 */
final class Pattern {
  private Pattern() {}

  /** A number in [0, 1) for a lattice cell. */
  static double hash(long ix, long iy, long seed) {
    long h = ix * 0x9E3779B97F4A7C15L ^ iy * 0xC2B2AE3D27D4EB4FL ^ seed;
    h = (h ^ (h >>> 29)) * 0xBF58476D1CE4E5B9L;
    return ((h ^ (h >>> 32)) & 0xFFFFFF) * 0x1p-24;
  }

  static long cell(double u, double size) {
    return (long) Math.floor(u / size);
  }

  /**
   * Smooth noise around 0, at most ±0.5, of the given grain. Fades out as a pixel comes to cover a
   * grain, for what a camera would average away must not flicker here either.
   */
  static double noise(double u, double v, double grainM, double footprintM, long seed) {
    double fade = 1.5 - 1.5 * footprintM / grainM;
    if (fade <= 0) {
      return 0;
    }
    double x = u / grainM;
    double y = v / grainM;
    double fx = Math.floor(x);
    double fy = Math.floor(y);
    long ix = (long) fx;
    long iy = (long) fy;
    double tx = smooth(x - fx);
    double ty = smooth(y - fy);
    double low = lerp(hash(ix, iy, seed), hash(ix + 1, iy, seed), tx);
    double high = lerp(hash(ix, iy + 1, seed), hash(ix + 1, iy + 1, seed), tx);
    return (lerp(low, high, ty) - 0.5) * Math.min(1, fade);
  }

  /** A cell's random number around 0 (±0.5), faded as a pixel comes to cover the cell. */
  static double perCell(long ix, long iy, double cellM, double footprintM, long seed) {
    double fade = 1.5 - footprintM / cellM;
    return fade <= 0 ? 0 : (hash(ix, iy, seed) - 0.5) * Math.min(1, fade);
  }

  /**
   * How much of a pixel-wide stretch around {@code u} is line, for lines of {@code lineM} that
   * start at every multiple of {@code periodM}: exact box filter.
   */
  static double lines(double u, double periodM, double lineM, double footprintM) {
    double w = Math.max(footprintM, 1e-6);
    double share = (train(u + w / 2, periodM, lineM) - train(u - w / 2, periodM, lineM)) / w;
    return Math.max(0, Math.min(1, share));
  }

  private static double train(double u, double period, double line) {
    double n = Math.floor(u / period);
    return n * line + Math.min(u - n * period, line);
  }

  /** How much of a pixel-wide stretch around {@code u} lies in [{@code low}, {@code high}]. */
  static double inside(double u, double low, double high, double footprintM) {
    double w = Math.max(footprintM, 1e-6);
    double covered = Math.min(u + w / 2, high) - Math.max(u - w / 2, low);
    return Math.max(0, Math.min(1, covered / w));
  }

  static double lerp(double a, double b, double t) {
    return a + (b - a) * t;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
