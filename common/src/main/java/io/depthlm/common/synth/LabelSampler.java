package io.depthlm.common.synth;

import io.depthlm.common.geometry.Intrinsics;
import java.util.Arrays;

/** Chooses the pixels of a frame that get a label. */
final class LabelSampler {
  private static final int SCAN_LINES = 32;

  private LabelSampler() {}

  /** Pixel numbers (row · width + column), no two alike, in random order. */
  static int[] choose(ExactDepth depth, SynthSettings settings, Dice dice) {
    int[] candidates = candidates(depth, settings);
    int wanted = Math.min(settings.pointsPerFrame(), candidates.length);
    if (settings.pattern() != LabelPattern.HALF_BOUNDARY) {
      return draw(candidates, wanted, dice);
    }
    int atBoundary = 0;
    int[] sorted = new int[candidates.length];
    int end = candidates.length;
    for (int i : candidates) {
      if (depth.boundary()[i]) {
        sorted[atBoundary++] = i;
      } else {
        sorted[--end] = i;
      }
    }
    int fromBoundary =
        Math.max(Math.min(atBoundary, wanted / 2), wanted - (candidates.length - atBoundary));
    int[] first = draw(Arrays.copyOfRange(sorted, 0, atBoundary), fromBoundary, dice);
    int[] second =
        draw(Arrays.copyOfRange(sorted, atBoundary, sorted.length), wanted - fromBoundary, dice);
    int[] both = Arrays.copyOf(first, wanted);
    System.arraycopy(second, 0, both, first.length, second.length);
    return draw(both, wanted, dice);
  }

  private static int[] draw(int[] from, int count, Dice dice) {
    for (int i = 0; i < count; i++) {
      int j = dice.whole(i, from.length - 1);
      int swapped = from[i];
      from[i] = from[j];
      from[j] = swapped;
    }
    return Arrays.copyOf(from, count);
  }

  private static int[] candidates(ExactDepth depth, SynthSettings settings) {
    Intrinsics camera = depth.camera();
    int width = camera.widthPx();
    int[] found = new int[depth.zM().length];
    int n = 0;
    for (int i = 0; i < found.length; i++) {
      double m = depth.depthM(i % width, i / width, settings.labelKind());
      if (m >= settings.minDepthM()
          && m <= settings.maxDepthM()
          && (settings.pattern() != LabelPattern.SCAN_LINES
              || isOnScanLine(camera, i % width, i / width))) {
        found[n++] = i;
      }
    }
    return Arrays.copyOf(found, n);
  }

  /** A sensor at the camera's place sees a line at one elevation, which bends in the picture. */
  private static boolean isOnScanLine(Intrinsics camera, int xPx, int yPx) {
    double a = (xPx - camera.cxPx()) / camera.fxPx();
    double flat = Math.sqrt(1 + a * a);
    double step = camera.heightPx() / camera.fyPx() / SCAN_LINES;
    double here = (yPx - camera.cyPx()) / camera.fyPx() / flat;
    double below = (yPx + 1 - camera.cyPx()) / camera.fyPx() / flat;
    return Math.floor(here / step) != Math.floor(below / step);
  }
}
