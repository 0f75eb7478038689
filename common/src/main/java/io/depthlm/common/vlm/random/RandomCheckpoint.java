package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.checkpoint.SafetensorsWriter;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TensorSpec;
import io.depthlm.common.vlm.checkpoint.TensorType;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

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
    VlmConfig config, TensorType dtype, long seed, Initial initial, long shardBytes) {
  /** How weights are drawn: uniformly, by kind. */
  public enum Initial {
    /**
     * For tests: unit gain, queries and keys with twice that, norms near one, so that attention is
     * peaked and a mistake in it shows; with the usual 0.02 it would be flat.
     */
    PEAKED,
    /**
     * To be trained: unit gain, less by the square root of twice the depth where a layer adds to
     * what it was given; embeddings of deviation 0.02, norms one, biases zero. The fixed words of
     * the learnt answer are one token each, and the chat template adds no system prompt.
     */
    TRAINABLE
  }

  /** What transformers 5.17 takes for {@code max_shard_size}. */
  public static final long DEFAULT_SHARD_BYTES = 50_000_000_000L;

  private static final int PIECE_BYTES = 4 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Peaked weights, for tests. */
  public RandomCheckpoint(VlmConfig config, TensorType dtype, long seed, long shardBytes) {
    this(config, dtype, seed, Initial.PEAKED, shardBytes);
  }

  /**
   * Writes the folder.
   *
   * @throws UserError if it exists and is not empty
   * @throws IOException if the disk does not take it
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var content = Files.newDirectoryStream(folder)) {
      if (content.iterator().hasNext()) {
        throw new UserError(folder + " is not empty", "name a folder that does not exist yet");
      }
    }
    json(folder, "config.json", RandomFiles.config(config, dtype));
    json(folder, "generation_config.json", RandomFiles.generation(config));
    json(folder, "preprocessor_config.json", RandomFiles.processor(config));
    json(folder, "tokenizer.json", RandomTokenizer.json(config, initial));
    json(folder, "tokenizer_config.json", RandomTokenizer.config(config));
    Files.writeString(
        folder.resolve("chat_template.jinja"), RandomFamily.of(config).template(initial));
    weights(folder);
  }

  private void weights(Path folder) throws IOException {
    List<List<TensorSpec>> shards = shards();
    if (shards.size() == 1) {
      shard(folder.resolve("model.safetensors"), shards.get(0));
      return;
    }
    ObjectNode index = JSON.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    long total = 0;
    for (int i = 0; i < shards.size(); i++) {
      String file = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      shard(folder.resolve(file), shards.get(i));
      for (TensorSpec tensor : shards.get(i)) {
        map.put(tensor.name(), file);
        total += tensor.bytes();
      }
    }
    index.putObject("metadata").put("total_size", total);
    json(folder, "model.safetensors.index.json", index);
  }

  private List<List<TensorSpec>> shards() {
    List<List<TensorSpec>> shards = new ArrayList<>();
    long bytes = Long.MAX_VALUE;
    for (Map.Entry<String, long[]> tensor : TensorPlan.of(config).entrySet()) {
      TensorSpec spec =
          new TensorSpec(config.family().nameInFile(tensor.getKey()), dtype, tensor.getValue());
      if (bytes > shardBytes - spec.bytes()) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.get(shards.size() - 1).add(spec);
      bytes += spec.bytes();
    }
    return shards;
  }

  private void shard(Path file, List<TensorSpec> tensors) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors)) {
      for (TensorSpec tensor : tensors) {
        fill(tensor, writer, piece);
      }
    }
  }

  private void fill(TensorSpec tensor, SafetensorsWriter writer, ByteBuffer piece)
      throws IOException {
    SplittableRandom random =
        new SplittableRandom(seed * 0x9E3779B97F4A7C15L + hash(tensor.name()));
    boolean norm = tensor.shape().length == 1 && tensor.name().endsWith(".weight");
    float centre = norm ? 1 : 0;
    float reach = (float) (Math.sqrt(3) * deviation(tensor));
    for (long left = tensor.elements(); left > 0; ) {
      piece.clear();
      int n = (int) Math.min(left, PIECE_BYTES / dtype.bytes());
      for (int i = 0; i < n; i++) {
        // 24 random bits: a number in [-1, 1).
        put(piece, centre + reach * ((random.nextInt() >> 8) * 0x1p-23f));
      }
      writer.write(piece.flip());
      left -= n;
    }
  }

  private void put(ByteBuffer piece, float value) {
    switch (dtype) {
      case F32 -> piece.putFloat(value);
      case BF16 -> {
        int bits = Float.floatToRawIntBits(value);
        // Nearest, half to even, as torch rounds.
        piece.putShort((short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16));
      }
      case F16 ->
          throw new IllegalArgumentException("random checkpoints are written in F32 or BF16");
    }
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

  private static double peaked(TensorSpec tensor) {
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

  /** FNV-1a, 64 bits: the same on every JVM. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static void json(Path folder, String file, ObjectNode node) throws IOException {
    Files.write(folder.resolve(file), JSON.writeValueAsBytes(node));
  }
}
