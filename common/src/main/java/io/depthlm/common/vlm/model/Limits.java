package io.depthlm.common.vlm.model;

/**
 * What becomes of the logits after some words before the likeliest next word is chosen.
 *
 * @param said tokens whose logits are divided by the penalty where positive and multiplied where
 *     negative; at least one
 * @param penalty 1 for none
 * @param banned tokens that may not come next
 */
public record Limits(long[] said, double penalty, long[] banned) {}
