package io.depthlm.common.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.DepthCells.Cell;
import io.depthlm.common.render.DepthCells.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DepthPictureTest {
  private static final int LEFT = 20 + 640 + 20;
  private static final int TOP = 20 + 24;

  private static RgbImage grey(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) 90);
    return new RgbImage(width, height, rgb);
  }

  private static int at(RgbImage image, int x, int y) {
    int i = 3 * (y * image.widthPx() + x);
    return (image.rgb()[i] & 0xff) << 16
        | (image.rgb()[i + 1] & 0xff) << 8
        | (image.rgb()[i + 2] & 0xff);
  }

  private static DepthCells cells() {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < 40 * 30; i++) {
      cells.add(Cell.answered(1 + 3 * (i % 40) / 39.0));
    }
    cells.set(0, Cell.without(State.BORDER));
    cells.set(1, Cell.without(State.UNPARSED));
    cells.set(2, Cell.without(State.FAILED));
    return new DepthCells(640, 480, 16, cells);
  }

  private static RgbImage draw(DepthCells cells) {
    return DepthPicture.of(
        grey(cells.widthPx(), cells.heightPx()),
        cells,
        DepthScale.between(1, 4),
        new DepthPicture.Words("room.png", "z: metres", List.of("constant-2m")));
  }

  @Test
  void cellsHaveTheColoursOfTheLegend() {
    RgbImage picture = draw(cells());
    int middle = TOP + 240;
    assertEquals(ColourMap.rgb(0), at(picture, LEFT + 8, middle));
    assertEquals(ColourMap.rgb(1), at(picture, LEFT + 639, middle));
    assertEquals(ColourMap.rgb(19 / 39.0), at(picture, LEFT + 19 * 16 + 8, middle));
    assertEquals(0x5a5a5a, at(picture, 20 + 320, middle), "the image stands beside them");
    int bar = LEFT + 640 + 20 + 5;
    assertEquals(ColourMap.rgb(1 - 0.5 / 480), at(picture, bar, TOP));
    assertEquals(ColourMap.rgb(0.5 / 480), at(picture, bar, TOP + 479));
  }

  @Test
  void cellsWithoutADepthAreHatchedEachInItsWay() {
    RgbImage picture = draw(cells());
    Map<Integer, Integer> seen = new TreeMap<>();
    for (int cell = 0; cell < 3; cell++) {
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 16; x++) {
          seen.merge(at(picture, LEFT + 16 * cell + x, TOP + y), 1, Integer::sum);
        }
      }
    }
    assertEquals(6, seen.size(), "two colours each, none of the map");
    for (double place = 0; place <= 1; place += 1 / 256.0) {
      assertFalse(seen.containsKey(ColourMap.rgb(place)));
    }
  }

  @Test
  void aNarrowImageIsEnlargedAndItsTextStaysInside() {
    DepthCells narrow =
        new DepthCells(33, 20, 10, java.util.Collections.nCopies(8, Cell.without(State.BORDER)));
    List<Cell> some = new ArrayList<>(narrow.cells());
    some.set(0, Cell.answered(1.5));
    some.set(1, Cell.without(State.UNPARSED));
    some.set(2, Cell.without(State.FAILED));
    RgbImage picture = draw(new DepthCells(33, 20, 10, some));
    RgbImage plain =
        draw(new DepthCells(33, 20, 10, java.util.Collections.nCopies(8, Cell.answered(2))));
    assertEquals(plain.widthPx(), picture.widthPx());
    assertEquals(plain.heightPx() + 24, picture.heightPx(), "the legend takes two lines");
    for (int y = 0; y < picture.heightPx(); y++) {
      assertEquals(0xffffff, at(picture, picture.widthPx() - 1, y));
    }
  }

  @Test
  void theFileDecodesToThePicture() {
    RgbImage picture = draw(cells());
    RgbImage read = ImageDecoder.decode(PngEncoder.encode(picture), ImageLimits.DEFAULT);
    assertArrayEquals(picture.rgb(), read.rgb());
  }

  @Test
  void nearIsBrighterThanFarAllTheWay() {
    double before = Double.MAX_VALUE;
    for (double place = 0; place <= 1; place += 1 / 64.0) {
      int rgb = ColourMap.rgb(place);
      double light = 0.2126 * (rgb >> 16) + 0.7152 * (rgb >> 8 & 0xff) + 0.0722 * (rgb & 0xff);
      assertTrue(light < before, "at " + place);
      before = light;
    }
    assertEquals(ColourMap.rgb(1), ColourMap.rgb(7));
    assertEquals(ColourMap.rgb(0), ColourMap.rgb(-7));
  }

  @Test
  void lettersAreFiveWideAndDiffer() {
    List<String> seen = new ArrayList<>();
    for (char c = '!'; c <= 'z'; c++) {
      boolean[][] glyph = PixelFont.glyph(c);
      assertTrue(glyph.length >= 7 && glyph.length <= 9, "rows of " + c);
      for (boolean[] row : glyph) {
        assertEquals(5, row.length, "columns of " + c);
      }
      if (Character.isLetterOrDigit(c)) {
        assertFalse(seen.contains(Arrays.deepToString(glyph)), "a second " + c);
        seen.add(Arrays.deepToString(glyph));
      }
    }
    assertEquals(62, seen.size());
    assertNotEquals(
        Arrays.deepToString(PixelFont.glyph('?')), Arrays.deepToString(PixelFont.glyph('m')));
  }

  @Test
  void questionsStandInTheMiddleOfTheirCells() {
    List<Pixel> pixels = DepthCells.pixels(33, 20, 10);
    assertEquals(8, pixels.size());
    assertEquals(new Pixel(5, 5), pixels.get(0));
    assertEquals(new Pixel(31, 15), pixels.get(7), "the middle of what is left of the last cell");
    assertEquals(
        "3 cells for 33 x 20 px at a stride of 10 px",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new DepthCells(33, 20, 10, java.util.Collections.nCopies(3, Cell.answered(1))))
            .getMessage());
  }
}
