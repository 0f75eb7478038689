package io.depthlm.common.vlm.model;

/**
 * The changes to the logits before the next token is chosen.
 *
 * @param said tokens whose logits are divided by the penalty if positive and multiplied if
 *     negative; at least one
 * @param penalty 1 for none
 * @param banned tokens that must not be chosen
 */
public record Limits(long[] said, double penalty, long[] banned) {}
