package io.depthlm.common.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.Ids;
import io.depthlm.common.geometry.Intrinsics;
import java.io.IOException;
import java.io.InputStream;

/** The golden values under golden/imaging; a missing file fails. */
final class Golden {
  private Golden() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/imaging/" + name)) {
      assertNotNull(in, "golden/imaging/" + name + " is missing; make_golden.py writes it");
      return in.readAllBytes();
    }
  }

  static JsonNode json(String name) throws IOException {
    JsonNode node = new ObjectMapper().readTree(bytes(name));
    assertEquals("12.3.0", node.at("/versions/pillow").asText());
    assertEquals("5.0.0", node.at("/versions/opencv").asText());
    return node;
  }

  /** The picture that a case was made from. */
  static RgbImage picture(JsonNode row, int widthPx, int heightPx) {
    return TestPictures.of(
        row.required("pattern").asText(), row.required("seed").asInt(), widthPx, heightPx);
  }

  static Intrinsics camera(JsonNode fxFyCxCy, int widthPx, int heightPx) {
    return new Intrinsics(
        fxFyCxCy.required(0).asDouble(),
        fxFyCxCy.required(1).asDouble(),
        fxFyCxCy.required(2).asDouble(),
        fxFyCxCy.required(3).asDouble(),
        widthPx,
        heightPx);
  }

  static String sha256(RgbImage image) {
    return Ids.sha256Hex(image.rgb());
  }
}
