package io.depthlm.jobs.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.FocalSetting;
import org.junit.jupiter.api.Test;

class TokenWindowsTest {
  private static final int TOKEN_PX = 16;

  private static TokenWindows windows(int widthPx, int heightPx, double fPx, int shifts) {
    Intrinsics camera = new Intrinsics(fPx, fPx, widthPx / 2.0, heightPx / 2.0, widthPx, heightPx);
    return TokenWindows.of(FocalPlan.of(camera, FocalSetting.official(128)), TOKEN_PX, shifts);
  }

  @Test
  void cropsLieInTheImageAndReachBothOfItsEnds() {
    for (double fPx : new double[] {300, 437.3, 535.68, 900}) {
      TokenWindows windows = windows(640, 480, fPx, 4);
      for (TokenWindows.Axis axis : new TokenWindows.Axis[] {windows.across(), windows.down()}) {
        assertEquals(0, axis.start(0));
        assertEquals(axis.lengthPx(), axis.start(3) + axis.cropPx());
        assertTrue(axis.lengthPx() - axis.cropPx() < 2 * axis.tokenPx(), axis.toString());
        // After the resize a crop is whole tokens, so that the processor need not stretch it.
        assertEquals(0, (int) (axis.cropPx() * 128 / fPx) % TOKEN_PX, axis.toString());
      }
    }
  }

  @Test
  void everyPixelIsInsideItsCropAndNearTheMiddleOfItsToken() {
    TokenWindows windows = windows(640, 480, 535.68, 4);
    TokenWindows.Axis axis = windows.across();
    double farthest = 0;
    for (int x = 0; x < 640; x++) {
      int crop = windows.of(new Pixel(x, 17))[0];
      double inside = x - axis.start(crop);
      assertTrue(inside >= 0 && inside < axis.cropPx(), x + " in crop " + crop);
      double off = Math.abs(inside / axis.tokenPx() % 1 - 0.5);
      boolean middle = x > 2 * axis.tokenPx() && x < 640 - 2 * axis.tokenPx();
      farthest = middle ? Math.max(farthest, off) : farthest;
    }
    // The whole image alone would be half a token off at worst.
    assertTrue(farthest < 0.25, "off by " + farthest + " tokens");
  }

  @Test
  void anImageOfOneTokenIsNotCropped() {
    TokenWindows.Axis axis = windows(70, 70, 535.68, 4).across();
    assertEquals(new TokenWindows.Axis(70, 70, axis.tokenPx(), 1), axis);
    assertEquals(0, axis.of(69));
  }
}
