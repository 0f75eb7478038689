package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The window against its naive control: paint the whole image, resize the whole image. */
class ResampledMarksTest {
  @ParameterizedTest
  @CsvSource({
    "64, 48, 84, 56",
    "64, 48, 56, 48",
    "64, 48, 64, 56",
    "64, 48, 28, 28",
    "64, 48, 64, 48",
    "301, 57, 308, 56",
    "5, 7, 28, 56",
    "200, 150, 23, 11",
    "64, 48, 640, 480"
  })
  void equalsPaintingThenResizing(int width, int height, int outWidth, int outHeight) {
    Random random = new Random(width * 31L + outWidth);
    byte[] rgb = new byte[3 * width * height];
    random.nextBytes(rgb);
    RgbImage image = new RgbImage(width, height, rgb);
    RgbImage resized = PillowBicubic.resize(image, outWidth, outHeight);
    ResampledMarks resampled = ResampledMarks.of(image, resized);
    Intrinsics camera = new Intrinsics(1, 1, 0, 0, width, height);
    int changed = 0;
    for (int round = 0; round < 40; round++) {
      int n = 1 + random.nextInt(11);
      int x0 = random.nextInt(width);
      int y0 = random.nextInt(height);
      int[] x = new int[n];
      int[] y = new int[n];
      int[] colours = new int[n];
      for (int i = 0; i < n; i++) {
        x[i] = Math.min(width - 1, x0 + random.nextInt(6));
        y[i] = Math.min(height - 1, y0 + random.nextInt(6));
        colours[i] = random.nextInt(1 << 24);
      }
      Marks marks = new Marks(x, y, colours);
      byte[] painted = new MarkedFrame(new PreparedFrame(image, camera), marks).painted();
      byte[] expected =
          PillowBicubic.resize(new RgbImage(width, height, painted), outWidth, outHeight).rgb();
      Marks difference = resampled.of(marks);
      changed += difference.size();
      assertArrayEquals(
          expected, new MarkedFrame(new PreparedFrame(resized, camera), difference).painted());
    }
    assertTrue(changed > 0);
    assertEquals(Marks.NONE, resampled.of(Marks.NONE));
  }
}
