package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TensorNames;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VisionTokens;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.pixtral.PixtralConfig;
import io.depthlm.common.vlm.qwen2_5.QwenConfig;
import io.depthlm.common.vlm.qwen3_vl.Qwen3Config;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TestDevice;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A case of {@code golden/vlm/net}: a tiny random model and what transformers says of it. Weights
 * and pixels are made again from their names, see {@code make_net_goldens.py}.
 */
public final class NetGolden {
  public static final List<String> NAMES =
      List.of(
          "qwen-tied-edges",
          "qwen-untied-two-images",
          "qwen-mha-all-windows",
          "pixtral-wide-heads",
          "pixtral-tied-two-images",
          "pixtral-second-last-layer",
          "qwen3-tied-two-deep",
          "qwen3-untied-two-images",
          "qwen3-three-deep-odd-sections",
          "mistral3-wide-heads",
          "mistral3-tied-two-images",
          "mistral3-squares-of-nine");

  private final String name;
  private final JsonNode json;

  private NetGolden(String name, JsonNode json) {
    this.name = name;
    this.json = json;
  }

  public static NetGolden of(String name) {
    String path = "/golden/vlm/net/cases/" + name + ".json";
    try (InputStream in = NetGolden.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from the test resources");
      }
      return new NetGolden(name, new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  /** The vision tower of a model, for the tests of a family. */
  public static VisionTower vision(VlmNet net) {
    return net.vision();
  }

  /** What owns a model's tensors, for the tests of a family. */
  public static NDManager manager(VlmNet net) {
    return net.manager();
  }

  /** Checks that values differ by less than a share of the largest. */
  public static void assertClose(float[] want, float[] got, double ofLargest, String what) {
    VlmNetGoldenTest.assertClose(want, got, ofLargest, what);
  }

  /** One question of the case and the reference's answers. */
  public record Question(
      Prompt prompt,
      List<float[]> featuresEvery4th,
      int[] greedy,
      float[] greedyLogProbabilities,
      int[] positions,
      float[] logits,
      float[] bf16Logits,
      double bf16MaxDifference) {}

  public List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    for (JsonNode q : json.get("questions")) {
      List<PatchedImage> images = new ArrayList<>();
      for (JsonNode image : q.get("images")) {
        GridSize grid = new GridSize(image.get(0).asInt(), image.get(1).asInt());
        images.add(
            new PatchedImage(
                grid, pixels(family(), q.get("pixels").asText() + images.size(), grid)));
      }
      List<float[]> features = new ArrayList<>();
      q.get("features_every_4th_column").forEach(f -> features.add(floats(f)));
      questions.add(
          new Question(
              new Prompt(ints(q.get("ids")), images),
              features,
              ints(q.get("greedy")),
              floats(q.get("greedy_log_probabilities")),
              ints(q.get("positions")),
              floats(q.get("logits")),
              floats(q.get("bf16_logits")),
              q.get("bf16_max_difference").asDouble()));
    }
    return questions;
  }

  private String family() {
    return json.get("family").asText();
  }

  /** Qwen's golden pixels are patches already; Pixtral's are planes that are cut into patches. */
  static float[] pixels(String family, String name, GridSize grid) {
    if (family.equals("mistral3")) {
      return Noise.of(name, grid.patches() * 3 * 14 * 14, 0, 1.8);
    }
    if (!family.equals("pixtral")) {
      int side = family.equals("qwen") ? 14 : 16;
      return Noise.of(name, grid.patches() * 3 * 2 * side * side, 0, 1.8);
    }
    float[] planes = Noise.of(name, grid.patches() * 3 * 16 * 16, 0, 1.8);
    float[] patches = new float[planes.length];
    int width = grid.columns() * 16;
    int height = grid.rows() * 16;
    int at = 0;
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++) {
        for (int c = 0; c < 3; c++) {
          for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
              patches[at++] = planes[(c * height + row * 16 + y) * width + column * 16 + x];
            }
          }
        }
      }
    }
    return patches;
  }

  VlmConfig config() {
    JsonNode c = json.get("config");
    JsonNode t = c.get("text_config");
    JsonNode v = c.get("vision_config");
    JsonNode rope = t.get("rope_parameters");
    int heads = t.get("num_attention_heads").asInt();
    TextConfig text =
        new TextConfig(
            t.get("hidden_size").asInt(),
            t.get("num_hidden_layers").asInt(),
            heads,
            t.get("num_key_value_heads").asInt(),
            t.path("head_dim").asInt(t.get("hidden_size").asInt() / heads),
            t.get("intermediate_size").asInt(),
            t.get("vocab_size").asInt(),
            t.get("rms_norm_eps").asDouble(),
            rope.get("rope_theta").asDouble(),
            rope.has("mrope_section") ? list(rope.get("mrope_section")) : List.of(),
            family().equals("qwen"),
            c.get("tie_word_embeddings").asBoolean(),
            2048,
            null,
            family().equals("qwen3") ? Qwen3.HEADING : TextConfig.Heading.PLAIN);
    if (family().equals("qwen3")) {
      return Qwen3.config(v, text);
    }
    if (family().equals("qwen")) {
      return new QwenConfig(
          new QwenConfig.Vision(
              v.get("depth").asInt(),
              v.get("hidden_size").asInt(),
              v.get("num_heads").asInt(),
              v.get("intermediate_size").asInt(),
              3,
              14,
              2,
              2,
              v.get("window_size").asInt(),
              list(v.get("fullatt_block_indexes")),
              t.get("hidden_size").asInt()),
          text,
          new VisionTokens(150, 151, 152, 153),
          List.of(2));
    }
    boolean merged = family().equals("mistral3");
    int layers = v.get("num_hidden_layers").asInt() + 1 + c.get("vision_feature_layer").asInt();
    return new PixtralConfig(
        new PixtralConfig.Vision(
            layers,
            v.get("hidden_size").asInt(),
            v.get("num_attention_heads").asInt(),
            v.get("intermediate_size").asInt(),
            3,
            merged ? 14 : 16,
            merged ? 1540 : 1024,
            v.get("rope_parameters").get("rope_theta").asDouble(),
            v.get("hidden_act").asText().equals("gelu")
                ? PixtralConfig.Activation.GELU
                : PixtralConfig.Activation.SILU),
        text,
        merged
            ? new PixtralConfig.Merger(c.get("spatial_merge_size").asInt(), text.rmsNormEps())
            : null,
        c.get("multimodal_projector_bias").asBoolean(),
        150,
        List.of(2));
  }

  /** The model of this case. */
  public VlmNet net(NumberType type) {
    return net(Numerics.of(type));
  }

  /** The model of this case. */
  VlmNet net(Numerics numerics) {
    return net(numerics, Products.of(TestDevice.slot()));
  }

  /** The model of this case with products that may be those of another device. */
  VlmNet net(Numerics numerics, Products products) {
    NDManager manager = TorchRuntime.manager(TestDevice.slot());
    ScriptModule script = VlmNet.inference(config(), manager, numerics, products);
    TensorSource weights = cast(numerics, script, manager);
    if (products.joins()) {
      weights = new JoinedWeights(weights, script, manager);
    }
    if (products.packs(numerics)) {
      weights = new PackedWeights(weights, script, manager);
    }
    return new VlmNet(config(), numerics, weights, script, manager);
  }

  /** The model of this case with another configuration or other sources, for mutations. */
  VlmNet net(NumberType type, VlmConfig config, String[] sources) {
    NDManager manager = TorchRuntime.manager(TestDevice.slot());
    ScriptModule script = ScriptModule.compile(manager, sources);
    Numerics numerics = Numerics.of(type);
    return new VlmNet(config, numerics, cast(numerics, script, manager), script, manager);
  }

  private TensorSource cast(Numerics numerics, ScriptModule script, NDManager manager) {
    TensorSource f32 = source(manager);
    return name -> {
      NDArray weight = f32.tensor(name);
      boolean matrix = weight.getShape().dimension() > 1;
      return cast(weight, matrix ? numerics.kept() : numerics.computed(), script, manager);
    };
  }

  /** The model in f32, of weights whose matrices hold numbers of bf16. */
  VlmNet roundedNet() {
    NDManager manager = TorchRuntime.manager(TestDevice.slot());
    ScriptModule script =
        VlmNet.inference(config(), manager, Numerics.F32, Products.of(TestDevice.slot()));
    TensorSource f32 = source(manager);
    TensorSource rounded =
        name -> {
          NDArray weight = f32.tensor(name);
          return weight.getShape().dimension() > 1
              ? cast(
                  cast(weight, NumberType.BF16, script, manager), NumberType.F32, script, manager)
              : weight;
        };
    return new VlmNet(config(), Numerics.F32, rounded, script, manager);
  }

  private static NDArray cast(
      NDArray weight, NumberType type, ScriptModule script, NDManager manager) {
    try (ScriptCall call = script.method("cast")) {
      return call.tensor(weight).type(type).tensor(manager);
    }
  }

  /** The weights in f32. */
  TensorSource source(NDManager manager) {
    Map<String, JsonNode> recipes = new HashMap<>();
    json.get("weights").forEach(w -> recipes.put(TensorNames.canonical(w.get("name").asText()), w));
    return name -> f32(recipes.get(name), manager);
  }

  private static NDArray f32(JsonNode w, NDManager manager) {
    long[] shape = new long[w.get("shape").size()];
    int n = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = w.get("shape").get(i).asLong();
      n = Math.toIntExact(n * shape[i]);
    }
    return manager.create(
        Noise.of(w.get("name").asText(), n, w.get("offset").asDouble(), w.get("scale").asDouble()),
        new Shape(shape));
  }

  private static float[] floats(JsonNode node) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(node.get("f32").asText()))
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static int[] ints(JsonNode node) {
    int[] values = new int[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asInt();
    }
    return values;
  }

  /** The third family of the goldens. */
  private static final class Qwen3 {
    static final TextConfig.Heading HEADING =
        new TextConfig.Heading(TextConfig.Norm.RMS, TextConfig.Sections.INTERLEAVED);

    static Qwen3Config config(JsonNode v, TextConfig text) {
      int side = (int) Math.round(Math.sqrt(v.get("num_position_embeddings").asInt()));
      return new Qwen3Config(
          new Qwen3Config.Vision(
              v.get("depth").asInt(),
              v.get("hidden_size").asInt(),
              v.get("num_heads").asInt(),
              v.get("intermediate_size").asInt(),
              3,
              16,
              2,
              2,
              side,
              list(v.get("deepstack_visual_indexes"))),
          text,
          new VisionTokens(150, 151, 152, 153),
          List.of(2));
    }
  }

  private static List<Integer> list(JsonNode node) {
    List<Integer> values = new ArrayList<>();
    node.forEach(v -> values.add(v.asInt()));
    return values;
  }

  @Override
  public String toString() {
    return name;
  }
}
