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
import io.depthlm.common.render.DepthPicture.Panel;
import io.depthlm.common.render.DepthPicture.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
        List.of(new Panel(Source.ANSWERS, "z: metres", cells)),
        DepthScale.between(1, 4),
        new DepthPicture.Words("room.png", List.of("constant-2m")));
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
  void truthStandsBesideAnswersUnderOneScale() {
    List<Cell> known = new ArrayList<>(java.util.Collections.nCopies(40 * 30, Cell.answered(2.5)));
    for (int i = 0; i < 40; i++) {
      known.set(i, Cell.without(State.NOTHING));
    }
    List<Cell> farther = new ArrayList<>(java.util.Collections.nCopies(40 * 30, Cell.answered(9)));
    farther.set(45, Cell.answered(2.5));
    DepthCells truth = new DepthCells(640, 480, 16, known);
    DepthCells answers = new DepthCells(640, 480, 16, farther);
    RgbImage picture =
        DepthPicture.of(
            grey(640, 480),
            List.of(
                new Panel(Source.TRUTH, "true", truth),
                new Panel(Source.ANSWERS, "model", answers)),
            DepthScale.between(1, 4),
            new DepthPicture.Words("street.png", List.of()));
    int second = LEFT + 640 + 20;
    assertEquals(second + 640 + 20 + 22 + 8 + 7 * 12 + 20, picture.widthPx());
    int cell = ColourMap.rgb(0.5);
    assertEquals(cell, at(picture, LEFT + 5 * 16 + 8, TOP + 24));
    assertEquals(cell, at(picture, second + 5 * 16 + 8, TOP + 24));
    assertEquals(ColourMap.rgb(1), at(picture, second + 8, TOP + 24));
    Set<Integer> sky = new TreeSet<>();
    for (int x = 0; x < 16; x++) {
      sky.add(at(picture, LEFT + x, TOP + 8));
    }
    assertEquals(2, sky.size(), "hatched");
    assertFalse(sky.contains(cell));
    int bar = second + 640 + 20;
    assertEquals(ColourMap.rgb(1), at(picture, bar + 11, TOP - 4), "answers beyond the scale");
    assertEquals(0xffffff, at(picture, bar + 11, TOP + 480 + 4), "none nearer than it");
    // Below: how many cells of the answers have one, and the swatch of the sky before it.
    int legend = TOP + 480 + 20;
    assertTrue(sky.contains(at(picture, 20 + 12, legend + 8)), "the truth has no count");
    assertEquals(legend + 24 + 20 - 8, picture.heightPx());
  }

  @Test
  void picturesOneBelowAnotherKeepTheirPixels() {
    RgbImage sheet = DepthPicture.below(List.of(grey(4, 3), grey(2, 5)));
    assertEquals(4, sheet.widthPx());
    assertEquals(8, sheet.heightPx());
    assertEquals(0x5a5a5a, at(sheet, 3, 2));
    assertEquals(0x5a5a5a, at(sheet, 1, 7));
    assertEquals(0xffffff, at(sheet, 2, 3));
  }

  @Test
  void cellsOfAnotherImageAreRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    DepthPicture.of(
                        grey(64, 48),
                        List.of(new Panel(Source.TRUTH, "", cells())),
                        DepthScale.between(1, 4),
                        new DepthPicture.Words("", List.of())))
            .getMessage();
    assertEquals("image and cells differ in size", message);
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
