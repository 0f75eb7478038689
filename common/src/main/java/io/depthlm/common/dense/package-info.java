/**
 * Depth networks: one pass makes a map of a picture's depth, and questions are answered by reading
 * it at their pixels. {@link io.depthlm.common.dense.DenseNetwork} is the contract; {@code
 * dense.hub} reads folders as Hugging Face publishes them, with one package per network.
 *
 * <p>May import {@code vlm} for the files and the tensors, and so {@code ai.djl} (28 November
 * 2026): these networks are published in the same folders and run on the same runtime, which one
 * class may start.
 */
package io.depthlm.common.dense;
