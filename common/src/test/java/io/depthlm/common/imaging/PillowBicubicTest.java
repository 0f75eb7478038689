package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PillowBicubicTest {
  @Test
  void equalsPillowBitForBit() throws Exception {
    JsonNode cases = Golden.json("resample.json").required("cases");
    assertTrue(cases.size() >= 50, "cases: " + cases.size());
    for (JsonNode row : cases) {
      RgbImage image =
          Golden.picture(row, row.required("width").asInt(), row.required("height").asInt());
      RgbImage out =
          PillowBicubic.resize(
              image, row.required("out_width").asInt(), row.required("out_height").asInt());
      assertEquals(row.required("sha256").asText(), Golden.sha256(out), row::toString);
    }
  }

  /** Pillow 13 takes such a picture along its columns first. */
  @Test
  void rowsComeBeforeColumnsAsInPillowUpTo12() {
    RgbImage tall = TestPictures.noise(5, 60, 400);
    RgbImage out = PillowBicubic.resize(tall, 56, 112);
    RgbImage rowsFirst = PillowBicubic.resize(PillowBicubic.resize(tall, 56, 400), 56, 112);
    RgbImage columnsFirst = PillowBicubic.resize(PillowBicubic.resize(tall, 60, 112), 56, 112);
    assertArrayEquals(rowsFirst.rgb(), out.rgb());
    assertFalse(Arrays.equals(columnsFirst.rgb(), out.rgb()));
  }

  @Test
  void leavesTheInputAndItsOwnSizeAlone() {
    RgbImage image = TestPictures.noise(1, 40, 30);
    String before = Golden.sha256(image);
    PillowBicubic.resize(image, 53, 41);
    assertEquals(before, Golden.sha256(image));
    assertSame(image, PillowBicubic.resize(image, 40, 30));
  }

  @Test
  void refusesAnEmptySize() {
    RgbImage image = TestPictures.noise(1, 4, 3);
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> PillowBicubic.resize(image, 0, 3));
    assertEquals("cannot resize to 0 x 3", e.getMessage());
  }
}
