package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.pixtral.PixtralConfig;
import io.depthlm.common.vlm.qwen2_5.QwenConfig;
import io.depthlm.common.vlm.qwen3_vl.Qwen3Config;
import java.util.List;
import java.util.function.Supplier;

/** The golden cases for tests of other packages. */
public final class GoldenNets {
  private final NetGolden golden;

  private GoldenNets(NetGolden golden) {
    this.golden = golden;
  }

  /** All cases. */
  public static List<String> names() {
    return NetGolden.NAMES;
  }

  /** One case. */
  public static GoldenNets of(String name) {
    return new GoldenNets(NetGolden.of(name));
  }

  /** Its model in f32. */
  public VlmNet net() {
    return golden.net(NumberType.F32);
  }

  /**
   * Its model in f32, with the scripts of a processor and, on the processor, those of GPUs. Each is
   * opened when it is asked for, by whoever closes it.
   */
  public List<Supplier<VlmNet>> nets() {
    return List.of(
        this::net, () -> golden.net(Numerics.F32, Products.ofGpu(Products.PLAIN.summed())));
  }

  /** Its configuration. */
  public VlmConfig config() {
    return golden.config();
  }

  /** Its weights, made in f32 in the manager that asks. */
  public TensorSource source(NDManager manager) {
    return golden.source(manager);
  }

  /** An image of a grid as the golden scripts make it for a name. */
  public static PatchedImage image(String name, GridSize grid, VlmConfig config) {
    String family = "pixtral";
    if (config instanceof QwenConfig) {
      family = "qwen";
    } else if (config instanceof Qwen3Config) {
      family = "qwen3";
    } else if (config instanceof PixtralConfig pixtral && pixtral.merger() != null) {
      family = "mistral3";
    }
    return new PatchedImage(grid, NetGolden.pixels(family, name, grid));
  }

  /** Its prompts. */
  public List<Prompt> prompts() {
    return golden.questions().stream().map(NetGolden.Question::prompt).toList();
  }

  /** What transformers says to each, greedily. */
  public List<int[]> greedy() {
    return golden.questions().stream().map(NetGolden.Question::greedy).toList();
  }

  /** The log probabilities of those words. */
  public List<float[]> logProbabilities() {
    return golden.questions().stream().map(NetGolden.Question::greedyLogProbabilities).toList();
  }
}
