package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import org.junit.jupiter.api.Test;

class CropTest {
  @Test
  void isAboutTheImagesCentreAndNeverLargerThanIt() {
    assertEquals(new Crop(14, 5, 11, 20), Crop.centred(40, 31, 11, 20));
    assertEquals(new Crop(0, 5, 40, 20), Crop.centred(40, 31, 1000, 20));
    assertEquals(new Crop(0, 0, 40, 31), Crop.centred(40, 31, 41, 32));
  }

  @Test
  void keepsThePixelsAndShiftsTheCentre() {
    RgbImage image = TestPictures.noise(4, 40, 31);
    PreparedFrame frame = new PreparedFrame(image, new Intrinsics(50, 51, 22.5, 15.25, 40, 31));
    Crop crop = Crop.centred(40, 31, 11, 20);
    PreparedFrame cut = crop.of(frame);
    assertEquals(new Intrinsics(50, 51, 8.5, 10.25, 11, 20), cut.camera());
    for (int y = 0; y < 20; y++) {
      for (int i = 0; i < 33; i++) {
        assertEquals(image.rgb()[3 * ((y + 5) * 40 + 14) + i], cut.image().rgb()[33 * y + i]);
      }
    }
    assertTrue(crop.contains(14, 5));
    assertTrue(crop.contains(24, 24));
    assertFalse(crop.contains(13, 5));
    assertFalse(crop.contains(25, 24));
    assertFalse(crop.contains(24, 25));
  }

  @Test
  void mustLieInsideTheImage() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Crop(30, 0, 11, 5).of(TestPictures.noise(4, 40, 31)));
    assertEquals(
        "Crop[leftPx=30, topPx=0, widthPx=11, heightPx=5] reaches beyond an image of 40 x 31",
        e.getMessage());
  }
}
