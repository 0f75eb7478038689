package io.depthlm.common.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.JpegEncoder;
import io.depthlm.common.imaging.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkedPictureTest {
  private static final int GREY = 0x707070;

  /** Grey, with a green square of 4 px at (60, 20). */
  private static RgbImage scene(int width, int height) {
    Canvas canvas = new Canvas(width, height, GREY);
    canvas.fill(60, 20, 4, 4, 0x00ff00);
    return canvas.image();
  }

  private static int at(RgbImage image, int x, int y) {
    int i = 3 * (y * image.widthPx() + x);
    return (image.rgb()[i] & 0xff) << 16
        | (image.rgb()[i + 1] & 0xff) << 8
        | (image.rgb()[i + 2] & 0xff);
  }

  @Test
  void theRingIsAroundThePixelInTheWholeAndInTheEnlargedPart() {
    // 80 x 40 px: twice as wide as high, so 260 x 130 in the middle of 160 px
    RgbImage marked = MarkedPicture.of(scene(80, 40), List.of(new Pixel(61.5, 21.5)));
    assertEquals(260 + 4 + 160, marked.widthPx());
    assertEquals(160, marked.heightPx());
    int x = (int) (62 * 3.25);
    int y = 15 + (int) (22 * 3.25);
    assertEquals(0x00ff00, at(marked, x, y), "the pixel itself stays free");
    assertEquals(0xffffff, at(marked, x + 8, y));
    assertEquals(0x000000, at(marked, x + 10, y));
    // a square of 8 px around it: 20 times as large
    int enlarged = 264 + (int) ((62 - 57) * 20);
    assertEquals(0xffffff, at(marked, enlarged + 14, (22 - 17) * 20));
    assertTrue((at(marked, enlarged, 5 * 20) & 0xff00) > 0xf000, "green in the middle");
  }

  @Test
  void aPixelInTheCornerIsShownToo() {
    RgbImage marked = MarkedPicture.of(scene(80, 40), List.of(new Pixel(0, 0), new Pixel(79, 39)));
    assertEquals(0xffffff, at(marked, 9, 15 + 1));
    assertEquals(160, marked.heightPx());
  }

  @Test
  void thumbnailsKeepTheirShapeAndJpegItsColours() throws Exception {
    RgbImage small = MarkedPicture.thumbnail(scene(800, 600), 320);
    assertEquals(240, small.heightPx());
    assertEquals(80, MarkedPicture.thumbnail(scene(80, 40), 320).widthPx(), "never enlarged");
    byte[] jpeg = JpegEncoder.encode(small);
    assertTrue(jpeg.length < 10_000, jpeg.length + " bytes");
    RgbImage back = ImageDecoder.decode(jpeg, ImageLimits.DEFAULT);
    assertEquals(0x70, at(back, 200, 200) & 0xff, 2);
  }
}
