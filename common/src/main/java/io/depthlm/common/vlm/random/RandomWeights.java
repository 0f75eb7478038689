package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.SafetensorsWriter;
import io.depthlm.common.vlm.checkpoint.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Writes safetensors files with random weights, drawn uniformly. Every tensor has its own stream of
 * numbers from seed and name: the same seed gives the same weights however they are sharded.
 * Vectors that are named as weights are norms, around one; everything else is around zero.
 *
 * @param deviation the standard deviation of a tensor's numbers
 * @param shardBytes more than this goes to the next file; one tensor is never split
 */
public record RandomWeights(long seed, ToDoubleFunction<TensorSpec> deviation, long shardBytes) {
  private static final int PIECE_BYTES = 4 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Writes the tensors, in this order, into a folder; with an index where it takes several. */
  public void write(Path folder, List<TensorSpec> tensors) throws IOException {
    List<List<TensorSpec>> shards = shards(tensors);
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
    Files.write(folder.resolve("model.safetensors.index.json"), JSON.writeValueAsBytes(index));
  }

  private List<List<TensorSpec>> shards(List<TensorSpec> tensors) {
    List<List<TensorSpec>> shards = new ArrayList<>();
    long bytes = Long.MAX_VALUE;
    for (TensorSpec spec : tensors) {
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
    float reach = (float) (Math.sqrt(3) * deviation.applyAsDouble(tensor));
    NumberType dtype = tensor.dtype();
    for (long left = tensor.elements(); left > 0; ) {
      piece.clear();
      int n = (int) Math.min(left, PIECE_BYTES / dtype.bytes());
      for (int i = 0; i < n; i++) {
        // 24 random bits: a number in [-1, 1).
        put(piece, dtype, centre + reach * ((random.nextInt() >> 8) * 0x1p-23f));
      }
      writer.write(piece.flip());
      left -= n;
    }
  }

  private static void put(ByteBuffer piece, NumberType dtype, float value) {
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

  /** FNV-1a, 64 bits: the same on every JVM. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
