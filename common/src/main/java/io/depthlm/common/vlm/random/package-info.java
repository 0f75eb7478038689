/**
 * Checkpoints with random weights, of either family and any size: what tests, sizing and speed
 * comparisons run on where trained weights are not at hand. May import {@code vlm.checkpoint} and
 * {@code core}.
 */
package io.depthlm.common.vlm.random;
