package io.depthlm.common.vlm.train;

import io.depthlm.common.config.LoraConfig;
import io.depthlm.common.vlm.model.LowRank;
import java.io.Serializable;
import java.util.List;

/**
 * Low-rank adaptation (Hu and others, 2021): the weights are frozen, and a pair of small matrices
 * beside each adapted linear layer of the decoder is trained, W' = W + (alpha / rank) · B A.
 *
 * <p>In training the pair is applied to what flows, x → (x Aᵀ) Bᵀ, and W' is never formed. That
 * costs two thin products a layer. It saves the gradient of W, a third of the backward pass and as
 * much memory as the adapted weights for each part under way, and a second copy of W, which forming
 * W' would need. The vision tower, the embeddings and the output layer stay frozen, so that nothing
 * of the tower is recorded. Written models are W', in f32: an ordinary checkpoint.
 *
 * @param config rank, scale and layers of the pairs
 * @param seed of A; B begins as zeros, so that training begins with the base
 */
public record Lora(LoraConfig config, long seed) implements Serializable {
  /** Width of the pairs. */
  int rank() {
    return config.rank();
  }

  /** The names of the adapted layers. */
  List<String> names() {
    return switch (config.layers()) {
      case ATTENTION -> LowRank.ATTENTION;
      case ALL_LINEAR -> LowRank.ALL_LINEAR;
    };
  }

  /** The scale of the product of a pair. */
  double scale() {
    return config.alpha() / config.rank();
  }
}
