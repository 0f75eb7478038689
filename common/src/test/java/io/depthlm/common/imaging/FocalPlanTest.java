package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.geometry.Intrinsics;
import org.junit.jupiter.api.Test;

class FocalPlanTest {
  private static final Intrinsics CAMERA = new Intrinsics(559.62, 558.14, 361.87, 241.99, 640, 480);

  @Test
  void officialModeEqualsOpenCvAndPythonToTheLastBit() throws Exception {
    JsonNode cases = Golden.json("cameras.json").required("cases");
    assertTrue(cases.size() >= 200, "cases: " + cases.size());
    for (JsonNode row : cases) {
      JsonNode size = row.required("size");
      Intrinsics camera =
          Golden.camera(row.required("camera"), size.get(0).asInt(), size.get(1).asInt());
      FocalPlan plan =
          FocalPlan.of(camera, FocalSetting.official(row.required("focal").asDouble()));
      JsonNode newSize = row.required("new_size");
      assertEquals(
          Golden.camera(row.required("new"), newSize.get(0).asInt(), newSize.get(1).asInt()),
          plan.prepared(),
          row::toString);
      for (JsonNode point : row.required("points")) {
        assertEquals(
            point.get(2).asInt(), plan.mapX(point.get(0).asDouble()), () -> point + " of " + row);
        assertEquals(
            point.get(3).asInt(), plan.mapY(point.get(1).asDouble()), () -> point + " of " + row);
      }
    }
  }

  /** OpenCV's undistortion, which the preparation leaves out, moves no pixel of these. */
  @Test
  void unequalFocalLengthsGiveTheReferencesPixels() throws Exception {
    JsonNode cases = Golden.json("undistorted.json").required("cases");
    assertTrue(cases.size() >= 20, "cases: " + cases.size());
    for (JsonNode row : cases) {
      JsonNode size = row.required("size");
      int width = size.get(0).asInt();
      int height = size.get(1).asInt();
      assertEquals(0, row.required("moved_grey_levels").asInt(), row::toString);
      PreparedFrame frame =
          FramePreparer.prepare(
              Golden.picture(row, width, height),
              Golden.camera(row.required("camera"), width, height),
              FocalSetting.official(row.required("focal").asDouble()));
      assertEquals(row.required("sha256").asText(), Golden.sha256(frame.image()), row::toString);
    }
  }

  /** Points of the original image made to fall on either side of every limit after scaling. */
  @Test
  void theBorderRuleHoldsInPreparedPixels() {
    Marker arrow = Markers.named(Markers.OFFICIAL);
    for (double focalPx : new double[] {300, 750, 1000}) {
      FocalPlan plan = FocalPlan.of(CAMERA, FocalSetting.official(focalPx));
      int w = plan.prepared().widthPx();
      int h = plan.prepared().heightPx();
      double scale = focalPx / CAMERA.fxPx();
      for (int x : new int[] {4, 5, w - 6, w - 5}) {
        double from = (x + 0.5) / scale;
        assertEquals(x, plan.mapX(from));
        assertEquals(x == 5 || x == w - 6, arrow.canMark(plan.mapX(from), h / 2, w, h), "x " + x);
      }
      for (int y : new int[] {4, 5, h - 6, h - 5}) {
        double from = (y + 0.5) / scale;
        assertEquals(y, plan.mapY(from));
        assertEquals(y == 5 || y == h - 6, arrow.canMark(w / 2, plan.mapY(from), w, h), "y " + y);
      }
    }
  }

  @Test
  void truncationIsTowardZeroAlsoLeftOfTheImage() {
    FocalPlan plan =
        FocalPlan.of(new Intrinsics(500, 500, 320, 240, 640, 480), FocalSetting.official(750));
    assertEquals(0, plan.mapX(-0.5));
    assertEquals(-1, plan.mapX(-1));
    assertEquals(1, plan.mapY(1));
  }

  @Test
  void squareModeGivesBothAxesTheFocalLength() {
    FocalPlan plan = FocalPlan.of(CAMERA, FocalSetting.square(750));
    assertEquals(750, plan.prepared().fxPx(), 1e-9);
    assertEquals(750, plan.prepared().fyPx(), 1e-9);
    assertEquals((int) (640 * 750 / 559.62), plan.prepared().widthPx());
    assertEquals((int) (480 * 750 / 558.14), plan.prepared().heightPx());
    assertEquals(241.99 * 750 / 558.14, plan.prepared().cyPx(), 1e-9);
    assertEquals((int) (100 * 750 / 558.14), plan.mapY(100));
  }

  @Test
  void nativeFramesKeepTheirPixelsAndTheirPoints() {
    FocalPlan plan = FocalPlan.of(CAMERA, FocalSetting.NATIVE);
    assertEquals(CAMERA, plan.prepared());
    RgbImage image = TestPictures.scene(1, 640, 480);
    assertSame(image, FramePreparer.prepare(image, plan).image());
    for (int x = 0; x < 640; x++) {
      assertEquals(x, plan.mapX(x));
      assertEquals(x, plan.mapY(x + 0.99));
    }
    FocalPlan square = FocalPlan.of(CAMERA, new FocalSetting(null, PixelMode.SQUARE));
    assertEquals(640, square.prepared().widthPx());
    assertEquals(481, square.prepared().heightPx());
    assertEquals(square.prepared().fxPx(), square.prepared().fyPx(), 1e-9);
  }

  @Test
  void absurdCamerasAreRefused() {
    FocalSetting f750 = FocalSetting.official(750);
    refused("intrinsics_unusable", new Intrinsics(0, 0, 1, 1, 640, 480), f750);
    refused("intrinsics_unusable", new Intrinsics(-5, 500, 1, 1, 640, 480), f750);
    refused("intrinsics_unusable", new Intrinsics(Double.NaN, 500, 1, 1, 640, 480), f750);
    refused("intrinsics_unusable", new Intrinsics(500, 500, Double.NaN, 1, 640, 480), f750);
    refused("prepared_too_large", new Intrinsics(1e-3, 1e-3, 1, 1, 640, 480), f750);
    refused("prepared_too_large", new Intrinsics(1e-300, 1e-300, 1, 1, 640, 480), f750);
    refused("prepared_too_large", new Intrinsics(50, 50, 320, 240, 640, 480), f750);
    refused("prepared_too_small", new Intrinsics(1e6, 1e6, 1, 1, 640, 480), f750);
    refused(
        "intrinsics_unusable",
        new Intrinsics(500, 500 * 17, 1, 1, 640, 480),
        FocalSetting.square(750));
    assertEquals(
        "fx 0.0, fy -1.0, cx 1.0, cy 2.0 of a 3 x 4 image",
        assertThrows(
                ImageRejected.class,
                () -> FocalPlan.of(new Intrinsics(0, -1, 1, 2, 3, 4), FocalSetting.NATIVE))
            .detail());
  }

  private static void refused(String reason, Intrinsics camera, FocalSetting setting) {
    ImageRejected e =
        assertThrows(ImageRejected.class, () -> FocalPlan.of(camera, setting), camera::toString);
    assertEquals(reason, e.reason(), camera::toString);
  }

  @Test
  void aFrameOfAnotherSizeThanItsCameraIsRefused() {
    ImageRejected e =
        assertThrows(
            ImageRejected.class,
            () ->
                FramePreparer.prepare(
                    TestPictures.scene(1, 480, 640), CAMERA, FocalSetting.official(750)));
    assertEquals("image_size_mismatch", e.reason());
    assertEquals("the image has 480 x 640 pixels, its intrinsics are for 640 x 480", e.detail());
  }

  @Test
  void aFocalLengthIsPositive() {
    assertEquals(
        "a focal length is positive pixels, found -1.0",
        assertThrows(IllegalArgumentException.class, () -> FocalSetting.official(-1)).getMessage());
  }
}
