package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import java.util.List;

/**
 * The settings of the optimizer (AdamW); the keys are at the top level of a training file.
 *
 * @param learningRate at the end of the warm-up
 * @param warmUpFraction fraction of the steps over which the rate rises; then it falls to zero
 *     along half a cosine
 * @param beta1 decay of the running mean of gradients
 * @param beta2 decay of the running mean of squared gradients
 * @param eps added to the square root of the latter
 * @param weightDecay weight decay of matrices, times the learning rate
 * @param clipNorm maximum global norm of the mean gradient
 */
public record OptimizerConfig(
    double learningRate,
    double warmUpFraction,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    double clipNorm) {
  private static final Setting<Double> LEARNING_RATE =
      Setting.defaulted(
              "learning_rate", Types.NUMBER, "1e-5", "learning rate at the end of the warm-up")
          .limited("above 0, at most 1", r -> r > 0 && r <= 1);
  private static final Setting<Double> WARM_UP =
      Setting.defaulted(
              "warm_up_fraction",
              Types.NUMBER,
              "0.1",
              "share of the steps during which the learning rate rises")
          .limited("from 0 to 1", f -> f >= 0 && f <= 1);
  private static final Setting<List<Double>> BETAS =
      Setting.defaulted(
              "betas",
              Types.sequenceOf(Types.NUMBER),
              "[0.9, 0.999]",
              "decay per step of AdamW's running means of the gradients and of their squares")
          .limited(
              "two of them, from 0, below 1",
              b -> b.size() == 2 && b.stream().allMatch(x -> x >= 0 && x < 1));
  private static final Setting<Double> EPS =
      Setting.defaulted(
              "eps",
              Types.NUMBER,
              "1e-8",
              "AdamW's epsilon, added to the root of the mean of the squares")
          .limited("above 0, at most 1", e -> e > 0 && e <= 1);
  private static final Setting<Double> WEIGHT_DECAY =
      Setting.defaulted(
              "weight_decay",
              Types.NUMBER,
              "0",
              "weight decay of the matrices: share removed per step, times the learning rate")
          .limited("from 0 to 1", d -> d >= 0 && d <= 1);
  private static final Setting<Double> CLIP_NORM =
      Setting.defaulted(
              "clip_norm",
              Types.NUMBER,
              "0.1",
              "the global norm of the gradient is clipped to this value")
          .limited("above 0, at most 1e9", n -> n > 0 && n <= 1e9);

  static final Schema SCHEMA =
      Schema.of(LEARNING_RATE, WARM_UP, BETAS, EPS, WEIGHT_DECAY, CLIP_NORM);

  static OptimizerConfig of(Section s) {
    List<Double> betas = s.of(BETAS);
    return new OptimizerConfig(
        s.of(LEARNING_RATE),
        s.of(WARM_UP),
        betas.get(0),
        betas.get(1),
        s.of(EPS),
        s.of(WEIGHT_DECAY),
        s.of(CLIP_NORM));
  }
}
