/**
 * Supervised fine-tuning on text: the gradient step over the same model blocks as inference, the
 * optimizer and its schedule. Imports {@code vlm.model}, {@code vlm.checkpoint}, {@code vlm.torch}
 * and {@code engine}.
 *
 * <p>2026-11-22: gradients are sums over taught tokens, never means, until the optimizer divides by
 * the tokens of the whole batch. So a batch cut into accumulated parts, threads or workers of any
 * sizes gives the step of the whole batch.
 *
 * <p>2026-11-22: gradients come back from a call as values; nothing is accumulated inside the
 * engine, so threads share the weights without locks and nothing has to be zeroed.
 */
package io.depthlm.common.vlm.train;
