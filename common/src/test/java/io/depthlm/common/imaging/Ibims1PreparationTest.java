package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole preparation of the 100 real frames, marker painted, equals the reference pipeline's
 * (OpenCV, Pillow). The frames are not ours to ship: {@code -Pibims1 -Dibims1.dir=DIR}.
 */
@Tag("ibims1")
class Ibims1PreparationTest {
  private static Path folder;
  private static JsonNode golden;

  /** The rows of the dataset by image. */
  private static final Map<String, JsonNode> ROWS = new HashMap<>();

  @BeforeAll
  static void read() throws Exception {
    String dir = System.getProperty("ibims1.dir");
    if (dir == null) {
      fail("-Dibims1.dir=DIR must name the folder with ibims1_val.jsonl and rgb/");
    }
    folder = Path.of(dir);
    golden = Golden.json("ibims1.json");
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(folder.resolve("ibims1_val.jsonl"))) {
      JsonNode row = mapper.readTree(line);
      ROWS.put(row.required("image").asText(), row);
    }
    assertEquals(100, ROWS.size());
  }

  @Test
  void tenPointsOfEveryFrameAtBothFocalLengths() throws Exception {
    JsonNode frames = golden.required("frames");
    assertEquals(200, frames.size());
    JsonNode points = golden.required("points");
    assertTrue(points.size() >= 10, "points: " + points);
    for (JsonNode frame : frames) {
      Prepared prepared = prepare(frame);
      JsonNode size = frame.required("size");
      assertEquals(size.get(0).asInt(), prepared.frame.image().widthPx(), frame::toString);
      assertEquals(size.get(1).asInt(), prepared.frame.image().heightPx(), frame::toString);
      MessageDigest digest = Ids.sha256();
      for (JsonNode point : points) {
        digest.update(prepared.painted(point.asInt()));
      }
      assertEquals(
          frame.required("sha256").asText(),
          HexFormat.of().formatHex(digest.digest()),
          frame::toString);
    }
  }

  @Test
  void singlePictures() throws Exception {
    JsonNode pictures = golden.required("pictures");
    assertEquals(20, pictures.size());
    for (JsonNode picture : pictures) {
      assertEquals(
          picture.required("sha256").asText(),
          Ids.sha256Hex(prepare(picture).painted(picture.required("point").asInt())),
          picture::toString);
    }
  }

  /** The shipped sweep counts on it: every one of the 10,000 points can be asked. */
  @Test
  void noPointViolatesTheBorderRule() {
    Marker arrow = Markers.named(Markers.OFFICIAL);
    int asked = 0;
    for (JsonNode frame : golden.required("frames")) {
      JsonNode row = ROWS.get(frame.required("image").asText());
      FocalPlan plan = plan(row, frame);
      for (JsonNode pixel : row.required("pixel_coords")) {
        int x = plan.mapX(pixel.get(0).asDouble());
        int y = plan.mapY(pixel.get(1).asDouble());
        assertTrue(
            arrow.canMark(x, y, plan.prepared().widthPx(), plan.prepared().heightPx()),
            () -> pixel + " of " + frame);
        asked++;
      }
    }
    assertEquals(20_000, asked);
  }

  private static FocalPlan plan(JsonNode row, JsonNode golden) {
    JsonNode camera = row.required("intrinsics");
    return FocalPlan.of(
        Golden.camera(camera, camera.get(4).asInt(), camera.get(5).asInt()),
        FocalSetting.official(golden.required("focal").asDouble()));
  }

  private static Prepared prepare(JsonNode golden) throws Exception {
    JsonNode row = ROWS.get(golden.required("image").asText());
    byte[] file = Files.readAllBytes(folder.resolve(golden.required("image").asText()));
    FocalPlan plan = plan(row, golden);
    RgbImage image = ImageDecoder.decode(file, ImageLimits.DEFAULT);
    return new Prepared(row, plan, FramePreparer.prepare(image, plan));
  }

  private record Prepared(JsonNode row, FocalPlan plan, PreparedFrame frame) {
    byte[] painted(int point) {
      JsonNode pixel = row.required("pixel_coords").get(point);
      int x = plan.mapX(pixel.get(0).asDouble());
      int y = plan.mapY(pixel.get(1).asDouble());
      return new MarkedFrame(frame, Markers.named(Markers.OFFICIAL).paint(x, y)).painted();
    }
  }
}
