package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TensorSpec;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes checkpoints with random weights in the layout that transformers 5.17 writes and reads.
 *
 * <p>Every tensor has its own stream of numbers from seed and name: the same seed gives the same
 * weights however they are sharded. Memory needed: a few megabytes.
 *
 * @param config the model
 * @param dtype the number format
 * @param seed of the weights
 * @param initial how the weights are drawn
 * @param shardBytes more than this goes to the next file; one tensor is never split
 */
public record RandomCheckpoint(
    VlmConfig config, NumberType dtype, long seed, Initial initial, long shardBytes) {
  /** How weights are initialised: uniformly, with a scale for each kind of tensor. */
  public enum Initial {
    /**
     * For tests: unit gain, twice that for queries and keys, norms near one. Attention is then
     * peaked, so that errors in it show; with the usual 0.02 it would be flat.
     */
    PEAKED,
    /**
     * For training: unit gain, divided by the square root of twice the depth for layers that add to
     * the residual stream; embeddings with a standard deviation of 0.02, norms one, biases zero.
     * Each fixed text of training answers is one token, and the chat template adds no system
     * prompt.
     */
    TRAINABLE
  }

  /** The default {@code max_shard_size} of transformers 5.17. */
  public static final long DEFAULT_SHARD_BYTES = 50_000_000_000L;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Peaked weights, for tests. */
  public RandomCheckpoint(VlmConfig config, NumberType dtype, long seed, long shardBytes) {
    this(config, dtype, seed, Initial.PEAKED, shardBytes);
  }

  /**
   * Writes the folder.
   *
   * @throws UserError if it exists and is not empty
   * @throws IOException if it cannot be written
   */
  public void write(Path folder) throws IOException {
    write(folder, List.of());
  }

  /**
   * Writes the folder with further tensors behind the model's.
   *
   * @param beside with their names in the files
   * @throws UserError if it exists and is not empty
   * @throws IOException if it cannot be written
   */
  public void write(Path folder, List<TensorSpec> beside) throws IOException {
    Files.createDirectories(folder);
    try (var content = Files.newDirectoryStream(folder)) {
      if (content.iterator().hasNext()) {
        throw new UserError(folder + " is not empty", "name a folder that does not exist");
      }
    }
    json(folder, "config.json", RandomFiles.config(config, dtype));
    json(folder, "generation_config.json", RandomFiles.generation(config));
    json(folder, "preprocessor_config.json", RandomFiles.processor(config));
    json(folder, "tokenizer.json", RandomTokenizer.json(config, initial));
    json(folder, "tokenizer_config.json", RandomTokenizer.config(config));
    Files.writeString(
        folder.resolve("chat_template.jinja"), RandomFamily.of(config).template(initial));
    weights(folder, beside);
  }

  private void weights(Path folder, List<TensorSpec> beside) throws IOException {
    List<TensorSpec> tensors = new ArrayList<>();
    TensorPlan.of(config)
        .forEach(
            (name, shape) ->
                tensors.add(new TensorSpec(config.family().nameInFile(name), dtype, shape)));
    tensors.addAll(beside);
    new RandomWeights(seed, this::deviation, shardBytes).write(folder, tensors);
  }

  private double deviation(TensorSpec tensor) {
    return initial == Initial.PEAKED ? peaked(tensor) : trainable(tensor);
  }

  private double trainable(TensorSpec tensor) {
    if (tensor.shape().length == 1) {
      return 0;
    }
    if (tensor.name().contains("embed_tokens")) {
      return 0.02;
    }
    double fanIn = (double) tensor.elements() / tensor.shape()[0];
    String name = tensor.name();
    boolean adds =
        name.contains("o_proj") || name.contains("down_proj") || name.contains("attn.proj");
    return 1 / Math.sqrt(adds ? 2 * config.text().layers() * fanIn : fanIn);
  }

  /** The standard deviation of a weight for tests. */
  static double peaked(TensorSpec tensor) {
    if (tensor.shape().length == 1) {
      return 0.2;
    }
    double fanIn = (double) tensor.elements() / tensor.shape()[0];
    boolean attends =
        tensor.name().contains("q_proj")
            || tensor.name().contains("k_proj")
            || tensor.name().contains("qkv");
    return (attends ? 2 : 1) / Math.sqrt(fanIn);
  }

  private static void json(Path folder, String file, ObjectNode node) throws IOException {
    Files.write(folder.resolve(file), JSON.writeValueAsBytes(node));
  }
}
