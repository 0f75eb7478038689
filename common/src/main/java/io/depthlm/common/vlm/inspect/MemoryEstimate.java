package io.depthlm.common.vlm.inspect;

import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.model.Numerics;

/**
 * An estimate of a model's memory on its device from its shapes, to choose a machine and a batch
 * size.
 *
 * @param weightBytes the weights in the format that they are kept in; in f32, tied embeddings count
 *     twice, because a processor may keep a copy of them in another layout for the output layer
 * @param cacheBytes keys and values of one question
 * @param workBytes the largest intermediate results of one question, in the vision tower or the
 *     decoder
 */
public record MemoryEstimate(long weightBytes, long cacheBytes, long workBytes) {
  /** Intermediate results of a layer that exist at the same time, as multiples of its width. */
  private static final int HIDDEN_COPIES = 6;

  private static final int FFN_COPIES = 3;

  /**
   * @param numerics the number formats
   * @param patches patches of one question
   * @param tokens tokens of one question with its answer
   */
  public static MemoryEstimate of(
      Checkpoint checkpoint, Numerics numerics, int patches, int tokens) {
    int bytes = numerics.computed().bytes();
    TextConfig text = checkpoint.config().text();
    long cache = 2L * text.layers() * text.kvHeads() * text.headDim() * tokens * bytes;
    long vision = patches * width(checkpoint.config()) * bytes;
    long decoder = tokens * width(text.hiddenSize(), text.ffnSize()) * bytes;
    long copied = numerics.equals(Numerics.F32) ? text.tiedWeights() : 0;
    long weights = (checkpoint.parameters() + copied) * numerics.kept().bytes();
    return new MemoryEstimate(weights, cache, Math.max(vision, decoder));
  }

  private static long width(VlmConfig config) {
    return width(config.visionSize().hiddenSize(), config.visionSize().ffnSize());
  }

  private static long width(int hidden, int ffn) {
    return (long) HIDDEN_COPIES * hidden + (long) FFN_COPIES * ffn;
  }

  /** The total for one question at a time. */
  public long totalBytes() {
    return weightBytes + cacheBytes + workBytes;
  }
}
