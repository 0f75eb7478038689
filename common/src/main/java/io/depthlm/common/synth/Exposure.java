package io.depthlm.common.synth;

/** From linear light to 8-bit sRGB: exposure to the picture's mean, a little noise, clipping. */
final class Exposure {
  private static final double MEAN_LIGHT = 0.30;
  private static final int STEPS = 4096;
  private static final byte[] SRGB = srgbTable();

  private Exposure() {}

  static byte[] develop(float[] linear, Fidelity fidelity, long noiseSeed) {
    double sum = 0;
    for (float v : linear) {
      sum += Math.min(v, 1.5f);
    }
    Dice dice = new Dice(noiseSeed);
    double gain = MEAN_LIGHT * dice.logBetween(0.75, 1.3) / (sum / linear.length + 1e-6);
    double grain = fidelity == Fidelity.FULL ? dice.between(0.2, 1.0) * 0.02 : 0;
    byte[] pixels = new byte[linear.length];
    long bits = 0;
    for (int i = 0; i < linear.length; i++) {
      double v = gain * linear[i];
      if (grain > 0) {
        if ((i & 3) == 0) {
          bits = dice.next();
        }
        // Two bytes added up: a triangle, near enough to a sensor's bell; grows with the signal.
        int wave = (int) (bits & 255) + (int) (bits >>> 8 & 255) - 255;
        bits >>>= 16;
        v += grain * (0.15 + Math.sqrt(Math.max(0, v))) * wave / 255.0 * 0.7;
      }
      int step = (int) (compress(v) * (STEPS - 1) + 0.5);
      pixels[i] = SRGB[Math.max(0, Math.min(STEPS - 1, step))];
    }
    return pixels;
  }

  /** Leaves the lower two thirds alone and rolls highlights off instead of cutting them. */
  private static double compress(double v) {
    if (v <= 0.65) {
      return v;
    }
    double over = v - 0.65;
    return 0.65 + 0.35 * over / (over + 0.35);
  }

  private static byte[] srgbTable() {
    byte[] table = new byte[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double v = i / (STEPS - 1.0);
      double s = v <= 0.0031308 ? 12.92 * v : 1.055 * StrictMath.pow(v, 1 / 2.4) - 0.055;
      table[i] = (byte) (int) (255 * s + 0.5);
    }
    return table;
  }
}
