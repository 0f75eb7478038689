package io.depthlm.common.vlm.inspect;

import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.model.Numerics;

/**
 * What a model needs on its device, by its shapes: to choose a machine and a batch, not to the
 * megabyte.
 *
 * @param weightBytes the weights, in the numbers they are kept in
 * @param cacheBytes keys and values of one question
 * @param workBytes the widest intermediate results of one question, vision tower or decoder
 */
public record MemoryEstimate(long weightBytes, long cacheBytes, long workBytes) {
  /** Results of a layer that are alive together, as multiples of its width. */
  private static final int HIDDEN_COPIES = 6;

  private static final int FFN_COPIES = 3;

  /**
   * @param numerics what it computes in, and what the weights are kept in
   * @param patches what the vision tower reads for one question
   * @param tokens what the decoder reads and says for one question
   */
  public static MemoryEstimate of(
      Checkpoint checkpoint, Numerics numerics, int patches, int tokens) {
    int bytes = numerics.computed().bytes();
    TextConfig text = checkpoint.config().text();
    long cache = 2L * text.layers() * text.kvHeads() * text.headDim() * tokens * bytes;
    long vision = patches * width(checkpoint.config()) * bytes;
    long decoder = tokens * width(text.hiddenSize(), text.ffnSize()) * bytes;
    long weights = checkpoint.parameters() * numerics.kept().bytes();
    return new MemoryEstimate(weights, cache, Math.max(vision, decoder));
  }

  private static long width(VlmConfig config) {
    return width(config.visionSize().hiddenSize(), config.visionSize().ffnSize());
  }

  private static long width(int hidden, int ffn) {
    return (long) HIDDEN_COPIES * hidden + (long) FFN_COPIES * ffn;
  }

  /** Everything, with one question at a time. */
  public long totalBytes() {
    return weightBytes + cacheBytes + workBytes;
  }
}
