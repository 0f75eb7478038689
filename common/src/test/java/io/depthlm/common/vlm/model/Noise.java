package io.depthlm.common.vlm.model;

import java.nio.charset.StandardCharsets;

/** The goldens' noise, which {@code make_net_goldens.py} makes too. */
public final class Noise {
  private Noise() {}

  /** offset + scale · u, u in [-1, 1): splitmix64 from the name's FNV-1a hash on. */
  public static float[] of(String name, int n, double offset, double scale) {
    long state = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      state = (state ^ b) * 0x100000001B3L;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z = z ^ (z >>> 31);
      double u = (z >>> 40) / (double) (1 << 24);
      values[i] = (float) (offset + scale * (2 * u - 1));
    }
    return values;
  }
}
