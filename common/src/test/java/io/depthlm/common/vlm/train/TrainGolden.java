package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.config.LoraConfig;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.TensorNames;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.GoldenNets;
import io.depthlm.common.vlm.model.Noise;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.torch.TestDevice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A case of {@code golden/vlm/train}: see {@code make_train_goldens.py}. */
final class TrainGolden {
  static final List<String> NAMES =
      List.of(
          "qwen-tied-edges",
          "qwen-untied-two-images",
          "pixtral-wide-heads",
          "pixtral-tied-two-images",
          "tiny-qwen",
          "tiny-pixtral");
  static final Path FOLDER = Path.of("src/test/resources/golden/vlm");

  private final String name;
  private final JsonNode json;

  private TrainGolden(String name, JsonNode json) {
    this.name = name;
    this.json = json;
  }

  /** In f32 on the device of these tests. */
  static Compute compute() {
    return new Compute(NumberType.F32, TestDevice.slot());
  }

  static TrainGolden of(String name) {
    String path = "/golden/vlm/train/" + name + ".json";
    try (InputStream in = TrainGolden.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from the test resources");
      }
      return new TrainGolden(name, new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  /** The net that is stepped; its pairs, if it has some, are filled as the reference's were. */
  TrainableNet stepped() {
    String of = name.startsWith("step-tiny-qwen") ? "tiny-qwen" : "tiny-pixtral";
    Checkpoint base = Checkpoint.open(FOLDER.resolve(of));
    if (!json.has("lora")) {
      return TrainableNet.load(base, compute());
    }
    int rank = json.get("lora").get("rank").asInt();
    double alpha = json.get("lora").get("alpha").asDouble();
    TrainableNet net =
        TrainableNet.load(
            base,
            new Lora(new LoraConfig(rank, alpha, LoraConfig.Layers.ALL_LINEAR), 1),
            compute());
    updated()
        .forEach(
            (pair, digest) -> {
              NDArray into = net.adapters().byName().get(pair);
              String noise = digest.reference() + "/init";
              net.put(into, Noise.of(noise, Math.toIntExact(into.size()), 0, 0.2));
            });
    return net;
  }

  TrainableNet net() {
    if (name.startsWith("tiny")) {
      return TrainableNet.load(Checkpoint.open(FOLDER.resolve(name)), compute());
    }
    GoldenNets golden = GoldenNets.of(name);
    return TrainableNet.of(golden.config(), golden::source, compute());
  }

  AdamW.Settings optimizer() {
    return new AdamW.Settings(
        json.get("betas").get(0).asDouble(),
        json.get("betas").get(1).asDouble(),
        json.get("epsilon").asDouble(),
        json.get("weight_decay").asDouble(),
        json.get("max_norm").asDouble());
  }

  double learningRate() {
    return json.get("learning_rate").asDouble();
  }

  double lossSum(int step) {
    return json.get("steps").get(step).get("loss_sum").asDouble();
  }

  double norm(int step) {
    return json.get("steps").get(step).get("norm").asDouble();
  }

  long tokens() {
    return json.get("tokens").asLong();
  }

  List<TrainingSample> samples(VlmConfig config) {
    List<TrainingSample> samples = new ArrayList<>();
    for (JsonNode s : json.get("samples")) {
      int[] ids = new int[s.get("ids").size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = s.get("ids").get(i).asInt();
      }
      boolean[] taught = new boolean[ids.length];
      s.get("taught").forEach(at -> taught[at.asInt()] = true);
      List<PatchedImage> images = new ArrayList<>();
      for (JsonNode image : s.get("images")) {
        GridSize grid = new GridSize(image.get(0).asInt(), image.get(1).asInt());
        images.add(GoldenNets.image(s.get("pixels").asText() + images.size(), grid, config));
      }
      samples.add(new TrainingSample(new Prompt(ids, images), taught));
    }
    return samples;
  }

  /**
   * What the reference keeps of a vector: its norm, two inner products with noise, some entries.
   */
  record Digest(String reference, double norm, double[] probes, int[] at, double[] entries) {
    /**
     * Fails unless a vector is this one, each figure within a share of its norm or largest entry.
     */
    void assertLike(float[] got, double share, String what) {
      double squares = 0;
      double largest = 0;
      for (float v : got) {
        squares += (double) v * v;
        largest = Math.max(largest, Math.abs(v));
      }
      assertNear(norm, Math.sqrt(squares), share * norm, what + " norm");
      for (int p = 0; p < probes.length; p++) {
        float[] noise = Noise.of(reference + "/probe" + p, got.length, 0, 1);
        double product = 0;
        for (int i = 0; i < got.length; i++) {
          product += (double) noise[i] * got[i];
        }
        assertNear(probes[p], product, share * norm, what + " probe " + p);
      }
      for (int i = 0; i < at.length; i++) {
        assertNear(entries[i], got[at[i]], share * largest, what + " [" + at[i] + "]");
      }
    }

    static void assertNear(double want, double got, double within, String what) {
      assertTrue(
          Math.abs(want - got) <= within,
          "%s: %.9g, reference %.9g, allowed %.3g".formatted(what, got, want, within));
    }
  }

  /** By canonical name. */
  Map<String, Digest> gradients() {
    return digests("gradients");
  }

  /** What the weights changed by over both steps. */
  Map<String, Digest> changes() {
    return digests("changes");
  }

  /** What is learnt, after one step. */
  Map<String, Digest> updated() {
    return digests("updated");
  }

  private Map<String, Digest> digests(String key) {
    Map<String, Digest> digests = new TreeMap<>();
    json.get(key)
        .fields()
        .forEachRemaining(
            entry -> {
              JsonNode d = entry.getValue();
              int[] at = new int[d.get("at").size()];
              for (int i = 0; i < at.length; i++) {
                at[i] = d.get("at").get(i).asInt();
              }
              digests.put(
                  TensorNames.canonical(entry.getKey()),
                  new Digest(
                      entry.getKey(),
                      d.get("norm").asDouble(),
                      doubles(d.get("probes")),
                      at,
                      doubles(d.get("entries"))));
            });
    return digests;
  }

  private static double[] doubles(JsonNode node) {
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asDouble();
    }
    return values;
  }
}
