package io.depthlm.common.imaging;

import java.util.Arrays;

/**
 * Bicubic resampling that equals {@code Image.resize(size, BICUBIC)} of Pillow up to 12.x on 8-bit
 * RGB bit for bit: a = −0.5, the kernel widened when shrinking, one pass along the rows and then
 * one along the columns with 8-bit values between them, weights in 22-bit fixed point, half added
 * and clipped. Pillow 13 takes some pictures along the columns first, which gives other values;
 * released weights were trained with the older order.
 *
 * <p>Rows run through the first pass only once and are kept no longer than the second pass needs
 * them, as {@code int}s, so that the second pass is a loop the compiler vectorises. Thread-safe;
 * nothing is kept between calls: the weights cost a hundredth of a resize.
 */
public final class PillowBicubic {
  private static final int HALF = 1 << (BicubicWeights.PRECISION_BITS - 1);

  private PillowBicubic() {}

  /** The image in another size, of at least 1 × 1; the same instance if it has that size. */
  public static RgbImage resize(RgbImage image, int widthPx, int heightPx) {
    if (widthPx < 1 || heightPx < 1) {
      throw new IllegalArgumentException("cannot resize to %d x %d".formatted(widthPx, heightPx));
    }
    if (widthPx == image.widthPx() && heightPx == image.heightPx()) {
      return image;
    }
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(widthPx, heightPx))];
    Rows rows = new Rows(image, widthPx);
    int stride = 3 * widthPx;
    if (heightPx == image.heightPx()) {
      int[] row = new int[stride];
      for (int y = 0; y < heightPx; y++) {
        rows.read(y, row);
        pack(row, out, y * stride);
      }
    } else {
      columns(rows, image.heightPx(), heightPx, stride, out);
    }
    return new RgbImage(widthPx, heightPx, out);
  }

  /** The second pass: each output row is a weighted sum of a few rows of the first pass. */
  private static void columns(Rows rows, int inHeight, int outHeight, int stride, byte[] out) {
    BicubicWeights weights = BicubicWeights.of(inHeight, outHeight);
    int taps = weights.taps();
    int[][] ring = new int[taps][stride];
    int[] sum = new int[stride];
    int next = 0;
    for (int y = 0; y < outHeight; y++) {
      int start = weights.start()[y];
      for (next = Math.max(next, start); next < start + taps; next++) {
        rows.read(next, ring[next % taps]);
      }
      int w = y * taps;
      if (taps == 4) {
        int[] k = weights.weights();
        sum4(
            ring[start % 4],
            ring[(start + 1) % 4],
            ring[(start + 2) % 4],
            ring[(start + 3) % 4],
            k[w],
            k[w + 1],
            k[w + 2],
            k[w + 3],
            sum);
      } else {
        Arrays.fill(sum, HALF);
        for (int t = 0; t < taps; t++) {
          add(ring[(start + t) % taps], weights.weights()[w + t], sum);
        }
        clip(sum);
      }
      pack(sum, out, y * stride);
    }
  }

  private static void sum4(
      int[] r0, int[] r1, int[] r2, int[] r3, int k0, int k1, int k2, int k3, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      int s = HALF + k0 * r0[i] + k1 * r1[i] + k2 * r2[i] + k3 * r3[i];
      sum[i] = Math.max(0, Math.min(255, s >> BicubicWeights.PRECISION_BITS));
    }
  }

  private static void add(int[] row, int weight, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * row[i];
    }
  }

  private static void clip(int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = clip8(sum[i]);
    }
  }

  private static void pack(int[] row, byte[] out, int at) {
    for (int i = 0; i < row.length; i++) {
      out[at + i] = (byte) row[i];
    }
  }

  private static int clip8(int sum) {
    return Math.max(0, Math.min(255, sum >> BicubicWeights.PRECISION_BITS));
  }

  /** The first pass: one row of the image at a time, in the new width, as values 0 to 255. */
  private static final class Rows {
    private final byte[] rgb;
    private final int inWidth;
    private final int outWidth;
    private final BicubicWeights weights;

    Rows(RgbImage image, int outWidth) {
      this.rgb = image.rgb();
      this.inWidth = image.widthPx();
      this.outWidth = outWidth;
      this.weights = inWidth == outWidth ? null : BicubicWeights.of(inWidth, outWidth);
    }

    void read(int y, int[] out) {
      int row = 3 * y * inWidth;
      if (weights == null) {
        for (int i = 0; i < out.length; i++) {
          out[i] = rgb[row + i] & 0xff;
        }
      } else if (weights.taps() == 4) {
        read4(row, out);
      } else {
        readAny(row, out);
      }
    }

    private void read4(int row, int[] out) {
      byte[] in = rgb;
      int[] starts = weights.start();
      int[] k = weights.weights();
      for (int x = 0; x < outWidth; x++) {
        int p = row + 3 * starts[x];
        int k0 = k[4 * x];
        int k1 = k[4 * x + 1];
        int k2 = k[4 * x + 2];
        int k3 = k[4 * x + 3];
        out[3 * x] =
            clip8(
                HALF
                    + k0 * (in[p] & 0xff)
                    + k1 * (in[p + 3] & 0xff)
                    + k2 * (in[p + 6] & 0xff)
                    + k3 * (in[p + 9] & 0xff));
        out[3 * x + 1] =
            clip8(
                HALF
                    + k0 * (in[p + 1] & 0xff)
                    + k1 * (in[p + 4] & 0xff)
                    + k2 * (in[p + 7] & 0xff)
                    + k3 * (in[p + 10] & 0xff));
        out[3 * x + 2] =
            clip8(
                HALF
                    + k0 * (in[p + 2] & 0xff)
                    + k1 * (in[p + 5] & 0xff)
                    + k2 * (in[p + 8] & 0xff)
                    + k3 * (in[p + 11] & 0xff));
      }
    }

    private void readAny(int row, int[] out) {
      byte[] in = rgb;
      int taps = weights.taps();
      int[] k = weights.weights();
      for (int x = 0; x < outWidth; x++) {
        int p = row + 3 * weights.start()[x];
        int r = HALF;
        int g = HALF;
        int b = HALF;
        for (int w = taps * x; w < taps * (x + 1); w++, p += 3) {
          int weight = k[w];
          r += weight * (in[p] & 0xff);
          g += weight * (in[p + 1] & 0xff);
          b += weight * (in[p + 2] & 0xff);
        }
        out[3 * x] = clip8(r);
        out[3 * x + 1] = clip8(g);
        out[3 * x + 2] = clip8(b);
      }
    }
  }
}
