package io.depthlm.common.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.SafetensorsWriter;
import io.depthlm.common.vlm.checkpoint.TensorSpec;
import io.depthlm.common.vlm.model.Noise;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/** A golden case of {@code make_dense_goldens.py}: a folder to be written, pictures and maps. */
public final class DenseGolden {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of the value itself; of the largest where the value is less than a hundredth of that. */
  private static final double TOLERANCE = 1e-4;

  private final JsonNode json;

  private DenseGolden(JsonNode json) {
    this.json = json;
  }

  public static DenseGolden of(String name) {
    return read("/golden/dense/cases/" + name + ".json");
  }

  /** A case of {@code make_depthvlm_goldens.py}. */
  public static DenseGolden ofDepthVlm(String name) {
    return read("/golden/dense/depthvlm/" + name + ".json");
  }

  private static DenseGolden read(String path) {
    try (InputStream in = DenseGolden.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from the test resources");
      }
      return new DenseGolden(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  /** A picture with what the reference says of it. */
  public record Picture(
      PreparedFrame frame,
      int[] pixelsShape,
      float[] everyPixel,
      int[] depthShape,
      float[] depth,
      int[][] at,
      float[] depthAt,
      Double fieldOfView) {}

  /** A value of a map as a depth. */
  public static double depth(DepthMap.Quantity quantity, double value) {
    return quantity.depth(value);
  }

  /** How many of the processor's numbers there are for each that is kept. */
  public int step() {
    return json.get("step").asInt();
  }

  /** The content of a JSON file, to be changed and written again. */
  public JsonNode file(String key) {
    return json.get(key).deepCopy();
  }

  /** Writes the folder. */
  public Path write(Path folder) {
    return write(folder, json.get("config"));
  }

  /** Writes the folder with another configuration. */
  public Path write(Path folder, JsonNode config) {
    return write(folder, config, json.get("processor"), name -> true);
  }

  /**
   * Writes the folder with other files.
   *
   * @param kept the tensors that are written
   */
  public Path write(Path folder, JsonNode config, JsonNode processor, Predicate<String> kept) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config));
      if (processor != null) {
        Files.write(folder.resolve("preprocessor_config.json"), JSON.writeValueAsBytes(processor));
      }
      List<TensorSpec> specs = new ArrayList<>();
      List<JsonNode> weights = new ArrayList<>();
      for (JsonNode weight : json.get("weights")) {
        if (!kept.test(weight.get("name").asText())) {
          continue;
        }
        weights.add(weight);
        specs.add(
            new TensorSpec(
                weight.get("name").asText(), NumberType.F32, longs(weight.get("shape"))));
      }
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(folder.resolve("model.safetensors"), specs)) {
        for (int i = 0; i < specs.size(); i++) {
          JsonNode weight = weights.get(i);
          int n = (int) specs.get(i).elements();
          ByteBuffer bytes = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
          bytes
              .asFloatBuffer()
              .put(
                  Noise.of(
                      specs.get(i).name(),
                      n,
                      weight.get("offset").asDouble(),
                      weight.get("scale").asDouble()));
          writer.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  public List<Picture> pictures() {
    List<Picture> pictures = new ArrayList<>();
    json.get("pictures").forEach(picture -> pictures.add(picture(picture)));
    return pictures;
  }

  /** A picture with what the reference says of it, as far as the golden file has that. */
  public static Picture picture(JsonNode p) {
    int width = p.get("width").asInt();
    int height = p.get("height").asInt();
    float[] values = Noise.of(p.get("name").asText(), 3 * width * height, 127.5, 127.5);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.floor(values[i]);
    }
    int[][] at = new int[p.get("at").size()][];
    for (int i = 0; i < at.length; i++) {
      at[i] = ints(p.get("at").get(i));
    }
    return new Picture(
        new PreparedFrame(
            new RgbImage(width, height, rgb),
            new Intrinsics(100, 100, width / 2.0, height / 2.0, width, height)),
        p.has("pixels") ? ints(p.get("pixels_shape")) : null,
        p.has("pixels") ? floats(p.get("pixels")) : null,
        p.has("depth") ? ints(p.get("depth_shape")) : null,
        p.has("depth") ? floats(p.get("depth")) : null,
        at,
        floats(p.get("depth_at")),
        p.has("field_of_view") ? p.get("field_of_view").asDouble() : null);
  }

  public static int[] ints(JsonNode node) {
    int[] ints = new int[node.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = node.get(i).asInt();
    }
    return ints;
  }

  private static long[] longs(JsonNode node) {
    long[] longs = new long[node.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = node.get(i).asLong();
    }
    return longs;
  }

  public static float[] floats(JsonNode node) {
    byte[] bytes = Base64.getDecoder().decode(node.get("f32").asText());
    float[] floats = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /** The values of a map that the golden files keep. */
  public static float[] everyThirdRowAndFifthColumn(DepthMap map) {
    float[] some = new float[(map.heightPx() + 2) / 3 * ((map.widthPx() + 4) / 5)];
    int n = 0;
    for (int y = 0; y < map.heightPx(); y += 3) {
      for (int x = 0; x < map.widthPx(); x += 5) {
        some[n++] = map.values()[y * map.widthPx() + x];
      }
    }
    assertEquals(some.length, n);
    return some;
  }

  /** Checks values against those of the reference. */
  public static void assertClose(float[] want, float[] got, String what) {
    assertEquals(want.length, got.length, what);
    float largest = 0;
    for (float w : want) {
      largest = Math.max(largest, Math.abs(w));
    }
    assertTrue(largest > 0, what + ": nothing to compare");
    for (int i = 0; i < want.length; i++) {
      double most = TOLERANCE * Math.max(Math.abs(want[i]), largest / 100);
      if (!(Math.abs(want[i] - got[i]) <= most)) {
        throw new AssertionError(
            "%s: %s at %d, the reference has %s".formatted(what, got[i], i, want[i]));
      }
    }
  }
}
