package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import java.io.Serializable;

/**
 * Low-rank adaptation (LoRA): the base weights are frozen, pairs of small matrices beside linear
 * layers of the decoder are trained, and the written model has them merged into its weights.
 *
 * @param rank rank of the pairs
 * @param alpha the product of a pair is scaled by alpha / rank
 * @param layers the layers that have a pair
 */
public record LoraConfig(int rank, double alpha, Layers layers) implements Serializable {
  /** Checks the numbers. */
  public LoraConfig {
    if (rank < 1 || !(alpha > 0)) {
      throw new IllegalArgumentException("LoRA of rank %d and alpha %s".formatted(rank, alpha));
    }
  }

  /** Linear layers of the decoder. */
  public enum Layers {
    /** The query, key, value and output projections of attention. */
    ATTENTION,
    /** The projections of attention and the three of the feed-forward block. */
    ALL_LINEAR
  }

  private static final Setting<Integer> RANK =
      Setting.defaulted("rank", Types.INT, "16", "rank of the pairs of matrices")
          .limited("from 1 to 1024", n -> n >= 1 && n <= 1024);
  private static final Setting<Double> ALPHA =
      Setting.defaulted(
              "alpha",
              Types.NUMBER,
              "32",
              "scale: the product of a pair is multiplied by alpha / rank")
          .limited("above 0, at most 1e6", a -> a > 0 && a <= 1e6);
  private static final Setting<Layers> LAYERS =
      Setting.defaulted(
          "layers",
          Types.oneOf(Layers.class),
          "all_linear",
          "which layers of the text decoder have a pair; all other weights are frozen");

  static final ValueType<LoraConfig> TYPE =
      Types.section(
          Schema.of(RANK, ALPHA, LAYERS),
          s -> new LoraConfig(s.of(RANK), s.of(ALPHA), s.of(LAYERS)));
}
