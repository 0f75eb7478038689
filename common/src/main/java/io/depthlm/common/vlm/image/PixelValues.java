package io.depthlm.common.vlm.image;

import java.util.List;
import java.util.Objects;

/**
 * The normalisation of 8-bit values: {@code do_rescale} and {@code do_normalize}, as a table of 256
 * values per channel. The arithmetic is transformers': the product with the factor in 64 bits,
 * rounded to 32; mean and deviation rounded to 32 bits, difference and quotient in 32 bits.
 *
 * @param rescaleFactor what values are multiplied by, or null for {@code do_rescale} off
 * @param mean per channel, or null for {@code do_normalize} off
 * @param std per channel, or null for {@code do_normalize} off
 */
public record PixelValues(Double rescaleFactor, List<Double> mean, List<Double> std) {
  /** Checks that there are three of each, or neither. */
  public PixelValues {
    if ((mean == null) != (std == null)
        || (mean != null && (mean.size() != 3 || std.size() != 3))) {
      throw new IllegalArgumentException("three means and three deviations, or neither");
    }
  }

  /** The table: [channel][8-bit value]. */
  public float[][] table() {
    float[][] table = new float[3][256];
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < 256; value++) {
        float v = rescaleFactor == null ? value : (float) (value * rescaleFactor.doubleValue());
        if (mean != null) {
          float m = Objects.requireNonNull(mean.get(channel)).floatValue();
          float s = Objects.requireNonNull(std.get(channel)).floatValue();
          v = (v - m) / s;
        }
        table[channel][value] = v;
      }
    }
    return table;
  }
}
