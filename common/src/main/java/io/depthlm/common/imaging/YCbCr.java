package io.depthlm.common.imaging;

/** The colour conversion of JFIF in libjpeg's 16-bit fixed point, bit for bit. */
final class YCbCr {
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);

  /** What chroma 0 to 255 adds to red and blue, and, still in fixed point, to green. */
  private static final int[] CR_TO_RED = new int[256];

  private static final int[] CB_TO_BLUE = new int[256];
  private static final int[] CR_TO_GREEN = new int[256];
  private static final int[] CB_TO_GREEN = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int chroma = i - 128;
      CR_TO_RED[i] = (fixed(1.40200) * chroma + HALF) >> BITS;
      CB_TO_BLUE[i] = (fixed(1.77200) * chroma + HALF) >> BITS;
      CR_TO_GREEN[i] = -fixed(0.71414) * chroma;
      CB_TO_GREEN[i] = -fixed(0.34414) * chroma + HALF;
    }
  }

  private YCbCr() {}

  /** Converts interleaved triples in place. */
  static void toRgb(byte[] triples) {
    for (int i = 0; i < triples.length; i += 3) {
      int y = triples[i] & 0xff;
      int cb = triples[i + 1] & 0xff;
      int cr = triples[i + 2] & 0xff;
      triples[i] = clip(y + CR_TO_RED[cr]);
      triples[i + 1] = clip(y + ((CB_TO_GREEN[cb] + CR_TO_GREEN[cr]) >> BITS));
      triples[i + 2] = clip(y + CB_TO_BLUE[cb]);
    }
  }

  private static int fixed(double x) {
    return (int) (x * (1 << BITS) + 0.5);
  }

  private static byte clip(int x) {
    return (byte) Math.max(0, Math.min(255, x));
  }
}
