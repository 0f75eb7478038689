/**
 * The engine {@code depthvlm}: Qwen3-VL with DepthVLM's head (arXiv 2605.15876), which makes a map
 * of a picture's depth in one pass.
 *
 * <p>The model is the one that the engine {@code vlm} runs; this package adds the head. The map
 * does not depend on a question: the decoder reads from left to right, the picture stands before
 * the question, and only the states of the picture's tokens are read (28 November 2026). So the
 * prompt ends with the picture.
 */
package io.depthlm.common.dense.depthvlm;
