package io.depthlm.common.synth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.depthlm.common.geometry.Intrinsics;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;

/** One frame as a line of the curated form (docs/method.md, section 5), with the optional keys. */
final class CuratedLine {
  private static final JsonFactory JSON = new JsonFactory();

  private CuratedLine() {}

  static String of(
      String imagePath, String sceneId, RenderedFrame frame, SynthSettings settings, int[] pixels)
      throws IOException {
    Intrinsics k = frame.depth().camera();
    StringWriter text = new StringWriter(4096);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("image", imagePath);
      json.writeArrayFieldStart("intrinsics");
      for (double v : new double[] {k.fxPx(), k.fyPx(), k.cxPx(), k.cyPx()}) {
        json.writeNumber(rounded(v, 2));
      }
      json.writeNumber(k.widthPx());
      json.writeNumber(k.heightPx());
      json.writeEndArray();
      json.writeArrayFieldStart("pixel_coords");
      for (int i : pixels) {
        json.writeStartArray();
        json.writeNumber(i % k.widthPx());
        json.writeNumber(i / k.widthPx());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("depth");
      for (int i : pixels) {
        double depthM =
            frame.depth().depthM(i % k.widthPx(), i / k.widthPx(), settings.labelKind());
        json.writeNumber(rounded(depthM, 5));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("region");
      for (int i : pixels) {
        json.writeString(frame.depth().boundary()[i] ? "boundary" : "interior");
      }
      json.writeEndArray();
      json.writeArrayFieldStart("depth_step");
      for (int i : pixels) {
        step(json, frame.depth().stepM(i % k.widthPx(), i / k.widthPx(), settings.labelKind()));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("camera_to_world");
      for (double v : frame.cameraToWorld().cameraToWorld()) {
        json.writeNumber(rounded(v, 9));
      }
      json.writeEndArray();
      json.writeStringField("scene_id", sceneId);
      json.writeStringField("label_kind", settings.labelKind().key());
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void step(JsonGenerator json, double[] stepM) throws IOException {
    if (stepM == null) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    json.writeNumber(rounded(stepM[0], 5));
    json.writeNumber(rounded(stepM[1], 5));
    json.writeEndArray();
  }

  /** By way of a whole number: how Java prints a double has changed between its versions. */
  private static BigDecimal rounded(double value, int decimals) {
    double scale = 1;
    for (int i = 0; i < decimals; i++) {
      scale *= 10;
    }
    return BigDecimal.valueOf(Math.round(value * scale), decimals);
  }
}
