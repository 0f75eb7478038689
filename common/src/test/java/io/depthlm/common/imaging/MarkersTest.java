package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MarkersTest {
  private static final int W = 60;
  private static final int H = 40;

  /** docs/method.md, section 2, step 5: the limits of both axes, one pixel on either side. */
  @Test
  void theOfficialBorderRule() {
    Marker arrow = Markers.named(Markers.OFFICIAL);
    assertFalse(arrow.canMark(4, 20, W, H));
    assertTrue(arrow.canMark(5, 20, W, H));
    assertTrue(arrow.canMark(W - 6, 20, W, H));
    assertFalse(arrow.canMark(W - 5, 20, W, H));
    assertFalse(arrow.canMark(30, 4, W, H));
    assertTrue(arrow.canMark(30, 5, W, H));
    assertTrue(arrow.canMark(30, H - 6, W, H));
    assertFalse(arrow.canMark(30, H - 5, W, H));
    assertFalse(arrow.canMark(5, 5, 10, 40), "a frame of 10 columns has none left");
    assertTrue(arrow.canMark(5, 5, 11, 11));
  }

  @Test
  void theOfficialArrow() {
    Marks marks = Markers.named("red_arrow").paint(30, 20);
    assertEquals(
        Set.of("29,20", "28,20", "27,20", "26,20", "25,20", "28,19", "28,21", "27,18", "27,22"),
        pixels(marks));
    assertEquals(9, marks.size());
    for (int colour : marks.rgb()) {
      assertEquals(0xff0000, colour);
    }
  }

  @Test
  void everyMarkerStaysInsideWhereverItMayStandAndNeedsItsMargin() {
    for (String name : Markers.names()) {
      Marker marker = Markers.named(name);
      assertEquals(name, marker.name());
      int allowed = 0;
      for (int y = -1; y <= H; y++) {
        for (int x = -1; x <= W; x++) {
          if (marker.canMark(x, y, W, H)) {
            allowed++;
            Marks marks = marker.paint(x, y);
            for (int i = 0; i < marks.size(); i++) {
              assertTrue(marks.xPx()[i] >= 0 && marks.xPx()[i] < W, name);
              assertTrue(marks.yPx()[i] >= 0 && marks.yPx()[i] < H, name);
            }
          }
        }
      }
      boolean paints = !List.of("text", "token").contains(name);
      int margin = !paints ? 0 : name.endsWith("dot") ? 3 : name.endsWith("ring") ? 6 : 5;
      assertEquals((W - 2 * margin) * (H - 2 * margin), allowed, name);
      assertEquals(paints, marker.paint(9, 9).size() > 0, name);
      List<Marks.Spot> shown = name.equals("token") ? List.of(new Marks.Spot(9, 9)) : List.of();
      assertEquals(shown, marker.paint(9, 9).shown(), name);
    }
  }

  @Test
  void markersDifferAndSayWhatTheyAre() {
    Set<Set<String>> shapes = new HashSet<>();
    for (String shape : new String[] {"arrow", "dot", "cross", "ring"}) {
      Set<String> red = pixels(Markers.named("red_" + shape).paint(30, 20));
      assertTrue(shapes.add(red), shape);
      assertEquals(red, pixels(Markers.named("blue_" + shape).paint(30, 20)));
      assertEquals(shape.equals("dot"), red.contains("30,20"), shape);
      assertEquals(0x0000ff, Markers.named("blue_" + shape).paint(30, 20).rgb()[0]);
    }
    assertEquals(0, Markers.named("text").paint(30, 20).size());
    assertEquals("red arrow", Markers.named("red_arrow").words());
  }

  @Test
  void anUnknownMarkerNamesThoseThereAre() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Markers.named("red_arow"));
    assertTrue(
        e.getMessage().startsWith("no marker 'red_arow'; there are red_arrow, red_dot, "),
        e.getMessage());
  }

  @Test
  void paintingLeavesTheSharedFrameAlone() {
    RgbImage image = TestPictures.noise(3, W, H);
    byte[] before = image.rgb().clone();
    PreparedFrame frame = new PreparedFrame(image, new Intrinsics(50, 50, 30, 20, W, H));
    byte[] painted = new MarkedFrame(frame, Markers.named("red_arrow").paint(30, 20)).painted();
    assertArrayEquals(before, image.rgb());
    int changed = 0;
    for (int i = 0; i < W * H; i++) {
      boolean red = painted[3 * i] == -1 && painted[3 * i + 1] == 0 && painted[3 * i + 2] == 0;
      boolean same =
          painted[3 * i] == before[3 * i]
              && painted[3 * i + 1] == before[3 * i + 1]
              && painted[3 * i + 2] == before[3 * i + 2];
      assertTrue(red || same);
      changed += same ? 0 : 1;
    }
    assertEquals(9, changed);
  }

  private static Set<String> pixels(Marks marks) {
    Set<String> pixels = new HashSet<>();
    for (int i = 0; i < marks.size(); i++) {
      pixels.add(marks.xPx()[i] + "," + marks.yPx()[i]);
    }
    return pixels;
  }
}
