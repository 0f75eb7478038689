package io.depthlm.common.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CuratedFormatTest {
  private static final String GOOD =
      """
      {"image": "rgb/a.png", "intrinsics": [500.5, 501, 320, 240, 640, 480], \
      "pixel_coords": [[0, 0], [639.5, 479]], "depth": [1, 2.5]}\
      """;
  private final CuratedFormat format = new CuratedFormat();

  @Test
  void readsTheKeysOfTheCuratedForm() {
    CuratedFrame frame = frame(GOOD);
    assertEquals("rgb/a.png", frame.imagePath());
    assertEquals(new Intrinsics(500.5, 501, 320, 240, 640, 480), frame.intrinsics());
    assertEquals(
        List.of(new LabelledPoint(0, 0, 0, 1, null), new LabelledPoint(1, 639.5, 479, 2.5, null)),
        frame.points());
    assertEquals(List.of(), frame.rejects());
    assertNull(frame.cameraToWorld());
    assertNull(frame.sceneId());
  }

  @Test
  void aDepthStepHasItsTwoSidesOrIsNull() {
    CuratedFrame frame = frame(with("\"depth_step\": [[0.9, 2], null]"));
    assertEquals(new DepthStep(0.9, 2), frame.points().get(0).step());
    assertNull(frame.points().get(1).step());
    for (String step : List.of("[2, 2]", "[2, 0.9]", "[-1, 2]", "[1, Infinity]", "[1, NaN]")) {
      CuratedFrame bad = frame(with("\"depth_step\": [null, " + step + "]"));
      assertEquals(1, bad.points().size(), step);
      assertEquals(RejectReason.BAD_POINT, bad.rejects().get(0).reason());
      assertTrue(
          bad.rejects().get(0).detail().startsWith("depth_step is [near, far] or null, found ["),
          bad.rejects().get(0).detail());
    }
    assertEquals(
        List.of(
            new PointReject(
                1, RejectReason.BAD_POINT, "depth_step is [near, far] or null, found 3 numbers")),
        frame(with("\"depth_step\": [null, [1, 2, 3]]")).rejects());
    assertEquals(
        "2 'pixel_coords', 2 'depth', 1 'depth_step'",
        bad(with("\"depth_step\": [null]")).detail());
  }

  @Test
  void readsTheOptionalKeysInAnyOrder() {
    String flat = "1,0,0,0.5, 0,1,0,-1, 0,0,1,2, 0,0,0,1";
    String rows = "[1,0,0,0.5], [0,1,0,-1], [0,0,1,2], [0,0,0,1]";
    for (String pose :
        List.of(
            "\"pose\": [" + flat + "]",
            "\"camera_to_world\": [" + flat + "]",
            "\"pose\": [" + rows + "]")) {
      CuratedFrame frame =
          frame(
              "{\"region\": [\"boundary\", null, \"interior\"], \"scene_id\": 12, "
                  + pose
                  + ", \"depth\": [1, 2, 3], \"pixel_coords\": [[1, 1], [2, 2], [3, 3]],"
                  + " \"intrinsics\": [500, 500, 320, 240, 640.0, 480.0], \"image_path\":"
                  + " \"a.jpg\"}");
      assertEquals("a.jpg", frame.imagePath());
      assertEquals("12", frame.sceneId());
      assertEquals(640, frame.intrinsics().widthPx());
      assertArrayEquals(
          new double[] {1, 0, 0, .5, 0, 1, 0, -1, 0, 0, 1, 2, 0, 0, 0, 1},
          frame.cameraToWorld().cameraToWorld());
      assertEquals(Region.BOUNDARY, frame.points().get(0).region());
      assertNull(frame.points().get(1).region());
      assertEquals(Region.INTERIOR, frame.points().get(2).region());
    }
    assertEquals("hall", frame(with("\"scene\": \"hall\"")).sceneId());
  }

  @Test
  void toleratesWhatRealFilesHaveAroundTheObject() {
    CuratedFrame plain = frame(GOOD);
    assertEquals(plain, frame("\uFEFF" + GOOD));
    assertEquals(plain, frame(GOOD + "\r"));
    assertEquals(plain, frame("  \t" + GOOD + "  \r"));
    assertEquals(plain, frame(GOOD.replace("\"rgb/", "\"/rgb/")));
    assertEquals(plain, frame(GOOD.replace("\"image\"", "\"image_path\"")));
    assertEquals(
        plain, frame(with("\"note\": {\"deep\": [1, {\"x\": null}]}, \"n\": 1, \"s\": null")));
    assertEquals(plain, frame(with("\"image_path\": null, \"pose\": null, \"region\": null")));
    assertEquals(plain, frame(GOOD.replace("501,", "5.01e2,")));
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "'\r'", "'\t\r'", "'\uFEFF'", "'\uFEFF\r'"})
  void blankLinesAreNoRejects(String line) {
    assertInstanceOf(BlankLine.class, format.read(line));
  }

  @Test
  void aFrameWithoutPointsIsAFrame() {
    CuratedFrame frame =
        frame(GOOD.replace("[[0, 0], [639.5, 479]]", "[]").replace("[1, 2.5]", "[]"));
    assertEquals(0, frame.points().size() + frame.rejects().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "malformed_json | {",
        "malformed_json | not json",
        "malformed_json | {\"image\": \"a.png\"",
        "malformed_json | {\"image\": \"a.png\",}",
        "malformed_json | {'image': 'a.png'}",
        "malformed_json | {\"image\": \"a.png\\q\"}",
        "malformed_json | {\"depth\": [01]}",
        "malformed_json | {\"depth\": [1.]}",
        "malformed_json | {\"depth\": [1}}",
        "malformed_json | {\"depth\": nan}",
        "malformed_json | {} {}",
        "malformed_json | {}]",
        "wrong_type     | []",
        "wrong_type     | null",
        "wrong_type     | NaN",
        "wrong_type     | \"image\"",
        "missing_key    | {}",
        "wrong_type     | {\"image\": 7}",
        "wrong_type     | {\"image\": [\"a.png\"]}",
        "wrong_type     | {\"intrinsics\": {\"fx\": 1}}",
        "wrong_type     | {\"intrinsics\": [\"1\", 1, 1, 1, 1, 1]}",
        "wrong_type     | {\"intrinsics\": [true, 1, 1, 1, 1, 1]}",
        "wrong_type     | {\"intrinsics\": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}",
        "wrong_type     | {\"pixel_coords\": 3}",
        "wrong_type     | {\"depth\": 3}",
        "wrong_type     | {\"depth\": \"3\"}",
        "wrong_type     | {\"region\": \"boundary\"}",
        "wrong_type     | {\"scene\": []}",
        "wrong_type     | {\"scene\": 1.5}",
        "wrong_type     | {\"pose\": [1, 2]}",
        "wrong_type     | {\"pose\": [1,0,0,0, 0,1,0,0, 0,0,1,0, 0,0,0,1, 0]}",
        "wrong_type     | {\"pose\": [[1,0,0],[0,1,0],[0,0,1],[0,0,0]]}",
        "wrong_type     | {\"pose\": [[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1],[0,0,0,1]]}",
        "wrong_type     | {\"pose\": [1,0,0,0, 0,1,0,0, 0,0,1,0, [0,0,0,1], 4]}",
        "duplicate_key  | {\"depth\": [1], \"depth\": [1]}",
        "duplicate_key  | {\"image\": \"a\", \"image_path\": \"b\"}",
        "duplicate_key  | {\"scene\": \"a\", \"scene_id\": \"a\"}",
        "bad_intrinsics | {\"intrinsics\": []}",
        "bad_intrinsics | {\"image\": \"a\", \"intrinsics\": [\"NaN\", 1, 1, 1, 1, 1],"
            + " \"pixel_coords\": [], \"depth\": []}",
        "bad_intrinsics | {\"image\": \"a\", \"intrinsics\": [1, \"-Infinity\", 1, 1, 1, 1],"
            + " \"pixel_coords\": [], \"depth\": []}",
        "bad_intrinsics | {\"intrinsics\": [500, 500, 320, 240]}",
        "bad_intrinsics | {\"intrinsics\": [500, 500, 320, 240, 640, 480, 1]}",
      })
  void badLinesHaveTheirReason(String reason, String line) {
    BadLine bad = assertInstanceOf(BadLine.class, format.read(line));
    assertEquals(reason, bad.reason().key(), bad.detail());
    assertTrue(bad.detail().length() <= 300 && !bad.detail().contains("\n"), bad.detail());
  }

  @ParameterizedTest
  @CsvSource({"image", "intrinsics", "pixel_coords", "depth"})
  void everyRequiredKeyIsMissedByName(String key) {
    for (String line :
        List.of(
            GOOD.replace("\"" + key + "\"", "\"other\""),
            GOOD.replaceFirst(
                "\"" + key + "\": (\"[^\"]*\"|\\[\\[.*?\\]\\]|\\[.*?\\])",
                "\"" + key + "\": null"))) {
      BadLine bad = assertInstanceOf(BadLine.class, format.read(line));
      assertEquals(RejectReason.MISSING_KEY, bad.reason());
      assertEquals("no '" + key + "'", bad.detail());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0, 0, 320, 240, 640, 480 | bad",
        "-0.0, 0, 320, 240, 640, 480 | bad",
        "NaN, 500, 320, 240, 640, 480 | bad",
        "500, NaN, 320, 240, 640, 480 | bad",
        "-500, 500, 320, 240, 640, 480 | bad",
        "500, -1e-9, 320, 240, 640, 480 | bad",
        "Infinity, 500, 320, 240, 640, 480 | bad",
        "500, 1e999, 320, 240, 640, 480 | bad",
        "500, 500, NaN, 240, 640, 480 | bad",
        "500, 500, 320, -Infinity, 640, 480 | bad",
        "500, 500, 320, 240, 0, 480 | bad",
        "500, 500, 320, 240, 640, -480 | bad",
        "500, 500, 320, 240, 640.5, 480 | bad",
        "500, 500, 320, 240, 640, NaN | bad",
        "500, 500, 320, 240, 3000000000, 480 | bad",
        "0, 500, 320, 240, 640, 480 | good",
        "500, 0, 320, 240, 640, 480 | good",
        "500, 700, -20, 9999, 640, 480 | good",
      })
  void intrinsicsThatNoRepairMakesUsableAreRejected(String intrinsics, String verdict) {
    LineResult result = format.read(GOOD.replace("500.5, 501, 320, 240, 640, 480", intrinsics));
    if (verdict.equals("good")) {
      CuratedFrame frame = assertInstanceOf(CuratedFrame.class, result);
      assertEquals(Double.parseDouble(intrinsics.split(",")[0]), frame.intrinsics().fxPx());
      assertTrue(frame.intrinsics().repaired().isUsable());
    } else {
      BadLine bad = assertInstanceOf(BadLine.class, result);
      assertEquals(RejectReason.BAD_INTRINSICS, bad.reason());
      assertTrue(bad.detail().startsWith("[fx, fy, cx, cy, W, H] = ["), bad.detail());
    }
  }

  @Test
  void lengthsThatDisagreeAreCounted() {
    BadLine fewer = bad(GOOD.replace("[1, 2.5]", "[1]"));
    assertEquals(RejectReason.LENGTHS_DISAGREE, fewer.reason());
    assertEquals("2 'pixel_coords', 1 'depth'", fewer.detail());
    BadLine region = bad(with("\"region\": [null]"));
    assertEquals(RejectReason.LENGTHS_DISAGREE, region.reason());
    assertEquals("2 'pixel_coords', 2 'depth', 1 'region'", region.detail());
  }

  @Test
  void aPoseThatIsNoPoseIsRejected() {
    for (String row : List.of("0,0,0,2", "0,0,NaN,1", "0,-Infinity,0,1", "0.5,0,0,1")) {
      BadLine bad = bad(with("\"pose\": [1,0,0,0, 0,1,0,0, 0,0,1,0, " + row + "]"));
      assertEquals(RejectReason.BAD_POSE, bad.reason());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0, 0] | 1 | ok",
        "[-0.0, 0.0] | 1e-300 | ok",
        "[639.999, 479.999] | 1 | ok",
        "[640, 0] | 1 | point_outside_image",
        "[0, 480] | 1 | point_outside_image",
        "[-1e-9, 0] | 1 | point_outside_image",
        "[0, -1] | 1 | point_outside_image",
        "[1e308, 1] | 1 | point_outside_image",
        "[NaN, 1] | 1 | bad_point",
        "[1, Infinity] | 1 | bad_point",
        "[1, 1e999] | 1 | bad_point",
        "[1] | 1 | bad_point",
        "[] | 1 | bad_point",
        "[1, 2, 3] | 1 | bad_point",
        "7 | 1 | bad_point",
        "null | 1 | bad_point",
        "\"1,2\" | 1 | bad_point",
        "{\"x\": 1, \"y\": [2, {}]} | 1 | bad_point",
        "[null, 1] | 1 | bad_point",
        "[\"1\", 1] | 1 | bad_point",
        "[true, 1] | 1 | bad_point",
        "[[1, 2], [3]] | 1 | bad_point",
        "[1, 1] | 0 | bad_depth",
        "[1, 1] | -0.0 | bad_depth",
        "[1, 1] | -2 | bad_depth",
        "[1, 1] | NaN | bad_depth",
        "[1, 1] | Infinity | bad_depth",
        "[1, 1] | -Infinity | bad_depth",
        "[1, 1] | 1e400 | bad_depth",
        "[1, 1] | 1e-400 | bad_depth",
        "[1, 1] | null | bad_depth",
        "[1, 1] | \"2\" | bad_depth",
        "[1, 1] | [2] | bad_depth",
        "[1, 1] | {\"m\": 2} | bad_depth",
        "[1, 1] | false | bad_depth",
      })
  void aBadPointCostsThatPointOnly(String point, String depth, String verdict) {
    CuratedFrame frame =
        frame(
            GOOD.replace("[[0, 0], [639.5, 479]]", "[[10, 11], " + point + ", [12.5, 13]]")
                .replace("[1, 2.5]", "[1.5, " + depth + ", 3]"));
    assertTrue(frame.points().contains(new LabelledPoint(0, 10, 11, 1.5, null)));
    assertTrue(frame.points().contains(new LabelledPoint(2, 12.5, 13, 3, null)));
    assertEquals(3, frame.points().size() + frame.rejects().size());
    if (verdict.equals("ok")) {
      assertEquals(1, frame.points().get(1).pointId());
    } else {
      PointReject reject = frame.rejects().get(0);
      assertEquals(1, reject.pointId());
      assertEquals(verdict, reject.reason().key(), reject.detail());
    }
  }

  @Test
  void anUnknownRegionCostsThatPointOnly() {
    CuratedFrame frame = frame(with("\"region\": [\"edge\", \"interior\"]"));
    assertEquals(
        List.of(new PointReject(0, RejectReason.BAD_POINT, "region = 'edge'")), frame.rejects());
    assertEquals(Region.INTERIOR, frame.points().get(0).region());
  }

  @Test
  void sizesAreCheckedBeforeTheyAreBelieved() {
    String number = "1".repeat(401);
    assertEquals(RejectReason.TOO_LARGE, bad(GOOD.replace("[1,", "[" + number + ",")).reason());
    String nested = "[".repeat(70) + "]".repeat(70);
    assertEquals(RejectReason.TOO_LARGE, bad(with("\"extra\": " + nested)).reason());
    String name = "a".repeat((1 << 20) + 1);
    assertEquals(RejectReason.TOO_LARGE, bad(GOOD.replace("rgb/a", name)).reason());
  }

  @Test
  void aDenseFrameIsReadWhole() {
    int n = 300_000;
    StringBuilder line = new StringBuilder("{\"image\": \"a.png\", \"pixel_coords\": [[0, 0]");
    for (int i = 1; i < n; i++) {
      line.append(", [").append(i % 640).append(", ").append(i / 640).append(']');
    }
    line.append("], \"depth\": [1");
    for (int i = 1; i < n; i++) {
      line.append(", ").append(i * 0.001);
    }
    line.append("], \"intrinsics\": [500, 500, 320, 240, 640, 480]}");
    CuratedFrame frame = frame(line.toString());
    assertEquals(n, frame.points().size());
    assertEquals(
        new LabelledPoint(n - 1, 479, 468, (n - 1) * 0.001, null), frame.points().get(n - 1));
  }

  @Test
  void theReaderAndItsResultsTravel() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LineResult before = format.read(with("\"pose\": [1,0,0,0, 0,1,0,0, 0,0,1,0, 0,0,0,1]"));
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(format);
      out.writeObject(before);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(frame(GOOD), ((CuratedFormat) in.readObject()).read(GOOD));
      assertEquals(before, in.readObject());
    }
  }

  private static String with(String more) {
    return GOOD.substring(0, GOOD.length() - 1) + ", " + more + "}";
  }

  private CuratedFrame frame(String line) {
    LineResult result = format.read(line);
    return assertInstanceOf(CuratedFrame.class, result, () -> String.valueOf(result));
  }

  private BadLine bad(String line) {
    LineResult result = format.read(line);
    return assertInstanceOf(BadLine.class, result, () -> String.valueOf(result));
  }
}
