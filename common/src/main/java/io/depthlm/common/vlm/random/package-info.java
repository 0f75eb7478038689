/**
 * Checkpoints with random weights of every family and size, for tests, sizing and benchmarks
 * without trained weights, and as the start of training. May import {@code vlm.checkpoint} and
 * {@code core}.
 */
package io.depthlm.common.vlm.random;
