package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The tensors that a configuration needs: canonical name → shape, in the order of use. */
public final class TensorPlan {
  private static final String EMBEDDINGS = "model.embed_tokens.weight";

  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  /** A plan without tensors yet. */
  public TensorPlan() {}

  /** The tensors of a model. */
  public static Map<String, long[]> of(VlmConfig config) {
    TensorPlan plan = new TensorPlan();
    config.addVision(plan);
    plan.decoder(config.text());
    return plan.shapes;
  }

  /** The plan of the vision tower and the projector. */
  public static TensorPlan ofVision(VlmConfig config) {
    TensorPlan plan = new TensorPlan();
    config.addVision(plan);
    return plan;
  }

  /** The plan of the decoder, embeddings and output layer included. */
  public static TensorPlan ofDecoder(TextConfig text) {
    TensorPlan plan = new TensorPlan();
    plan.decoder(text);
    return plan;
  }

  /**
   * Compares a checkpoint's tensors with its configuration.
   *
   * @throws CheckpointException {@code TENSOR_MISSING}, {@code TENSOR_UNEXPECTED} or {@code
   *     TENSOR_SHAPE} with their names
   */
  static void check(VlmConfig config, SortedMap<String, TensorEntry> tensors) {
    Map<String, long[]> plan = new LinkedHashMap<>(of(config));
    SortedSet<String> others = new TreeSet<>(tensors.keySet());
    others.removeIf(TensorNames::isComputed);
    others.removeIf(config.family()::isBeside);
    if (config.text().tiedEmbeddings()) {
      // Of a tied pair either name may be the one in the file.
      if (others.remove("lm_head.weight") && !tensors.containsKey(EMBEDDINGS)) {
        plan.remove(EMBEDDINGS);
      }
    }
    check(config.family().architecture(), plan, others, tensors);
  }

  /**
   * Compares a checkpoint's tensors with this plan.
   *
   * @param architecture for messages
   * @param ignored whether a tensor that the plan has no place for may be passed over, by name
   * @throws CheckpointException {@code TENSOR_MISSING}, {@code TENSOR_UNEXPECTED} or {@code
   *     TENSOR_SHAPE} with their names
   */
  public void check(
      String architecture, Predicate<String> ignored, SortedMap<String, TensorEntry> tensors) {
    SortedSet<String> names = new TreeSet<>(tensors.keySet());
    names.removeIf(ignored);
    check(architecture, shapes, names, tensors);
  }

  private static void check(
      String architecture,
      Map<String, long[]> plan,
      SortedSet<String> names,
      SortedMap<String, TensorEntry> tensors) {
    SortedSet<String> missing = new TreeSet<>(plan.keySet());
    missing.removeAll(tensors.keySet());
    if (!missing.isEmpty()) {
      throw new CheckpointException(
          Fault.TENSOR_MISSING,
          "the weights lack " + TensorFiles.some(missing),
          "download the whole checkpoint, or correct config.json");
    }
    SortedSet<String> unexpected = new TreeSet<>(names);
    unexpected.removeAll(plan.keySet());
    if (!unexpected.isEmpty()) {
      throw new CheckpointException(
          Fault.TENSOR_UNEXPECTED,
          "%s has no place for %s".formatted(architecture, TensorFiles.some(unexpected)),
          "the model would not be the one that was trained; correct config.json");
    }
    plan.forEach(
        (name, shape) -> {
          TensorEntry tensor = tensors.get(name);
          if (tensor != null && !Arrays.equals(tensor.shape(), shape)) {
            throw TensorShapes.shape(tensor, Arrays.toString(shape));
          }
        });
  }

  /** The tensors of the plan: canonical name → shape, in the order of their adding. */
  public Map<String, long[]> shapes() {
    return Collections.unmodifiableMap(shapes);
  }

  /** Adds a tensor. */
  public void put(String name, long... shape) {
    shapes.put(name, shape);
  }

  /** Adds the weight and the bias of a linear layer. */
  public void linear(String name, long out, long in) {
    put(name + ".weight", out, in);
    put(name + ".bias", out);
  }

  private void decoder(TextConfig text) {
    long hidden = text.hiddenSize();
    long query = (long) text.heads() * text.headDim();
    long key = (long) text.kvHeads() * text.headDim();
    put("model.embed_tokens.weight", text.vocabSize(), hidden);
    for (int layer = 0; layer < text.layers(); layer++) {
      String at = "model.layers." + layer + ".";
      put(at + "input_layernorm.weight", hidden);
      projection(text, at + "self_attn.q_proj", query);
      projection(text, at + "self_attn.k_proj", key);
      projection(text, at + "self_attn.v_proj", key);
      put(at + "self_attn.o_proj.weight", hidden, query);
      if (text.heading().norm() == TextConfig.Norm.RMS) {
        put(at + "self_attn.q_norm.weight", text.headDim());
        put(at + "self_attn.k_norm.weight", text.headDim());
      }
      put(at + "post_attention_layernorm.weight", hidden);
      put(at + "mlp.gate_proj.weight", text.ffnSize(), hidden);
      put(at + "mlp.up_proj.weight", text.ffnSize(), hidden);
      put(at + "mlp.down_proj.weight", hidden, text.ffnSize());
    }
    put("model.norm.weight", hidden);
    if (!text.tiedEmbeddings()) {
      put("lm_head.weight", text.vocabSize(), hidden);
    }
  }

  private void projection(TextConfig text, String name, long rows) {
    put(name + ".weight", rows, text.hiddenSize());
    if (text.qkvBias()) {
      put(name + ".bias", rows);
    }
  }
}
