package io.depthlm.jobs.ask;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.FocalPlan;

/**
 * Crops of an image with whole tokens that begin at different pixels. The marker {@code token}
 * cannot distinguish two pixels of one token; a pixel is therefore asked about in the crop in which
 * it is nearest to the middle of its token. Each crop is less than two tokens smaller than the
 * image.
 *
 * @param across along the rows
 * @param down along the columns
 */
record TokenWindows(Axis across, Axis down) {
  /**
   * The crops of an image.
   *
   * @param plan the image's resize
   * @param tokenPx side of a token after the resize, pixels
   * @param shifts number of crops along each axis, at least 2
   */
  static TokenWindows of(FocalPlan plan, int tokenPx, int shifts) {
    Intrinsics from = plan.source();
    Intrinsics to = plan.prepared();
    return new TokenWindows(
        Axis.of(from.widthPx(), to.fxPx() / from.fxPx(), tokenPx, shifts),
        Axis.of(from.heightPx(), to.fyPx() / from.fyPx(), tokenPx, shifts));
  }

  /** The crop for a pixel: its index along the rows, and along the columns. */
  int[] of(Pixel at) {
    return new int[] {across.of(at.xPx()), down.of(at.yPx())};
  }

  /**
   * One axis of the image.
   *
   * @param lengthPx of the image
   * @param cropPx length of each crop
   * @param tokenPx length of a token in the image
   * @param shifts number of crops
   */
  record Axis(int lengthPx, int cropPx, double tokenPx, int shifts) {
    /**
     * @param scale of the resize
     * @param preparedTokenPx length of a token after it
     */
    static Axis of(int lengthPx, double scale, int preparedTokenPx, int shifts) {
      double tokenPx = preparedTokenPx / scale;
      // The first pixel of the last crop is nearly a token after that of the first one.
      double room = lengthPx - tokenPx * (shifts - 1) / shifts;
      int tokens = (int) Math.floor(room / tokenPx);
      if (tokens < 1) {
        return new Axis(lengthPx, lengthPx, tokenPx, 1);
      }
      int cropPx = (int) Math.ceil(tokens * tokenPx);
      while ((int) (cropPx * scale) < tokens * preparedTokenPx) {
        cropPx++; // resizing cuts a fraction of a pixel off
      }
      return new Axis(lengthPx, Math.min(cropPx, lengthPx), tokenPx, shifts);
    }

    /** The first pixel of a crop; the last crop ends with the image. */
    int start(int crop) {
      return shifts == 1 ? 0 : (int) Math.round((double) crop * (lengthPx - cropPx) / (shifts - 1));
    }

    /** The crop in which a pixel is nearest to the middle of its token. */
    int of(double atPx) {
      int best = -1;
      double least = Double.MAX_VALUE;
      for (int crop = 0; crop < shifts; crop++) {
        double inside = atPx - start(crop);
        if (inside < 0 || inside >= cropPx) {
          continue;
        }
        double tokens = inside / tokenPx;
        double off = Math.abs(tokens - Math.floor(tokens) - 0.5);
        if (off < least) {
          least = off;
          best = crop;
        }
      }
      return best;
    }
  }
}
