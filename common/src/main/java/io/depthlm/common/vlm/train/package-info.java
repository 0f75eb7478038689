/**
 * Supervised fine-tuning on text with sparse labels: examples drawn from labelled frames, the
 * gradient step over the same model blocks as inference, the optimizer, its schedule, and
 * checkpoints that prediction and transformers load. Reads no table and no configuration file: that
 * is the training job's. Imports the other packages of {@code vlm}, {@code imaging}, {@code task},
 * {@code geometry} and {@code engine}.
 *
 * <p>2026-11-22: gradients are sums over taught tokens, never means, until the optimizer divides by
 * the tokens of the whole batch. So a batch cut into accumulated parts, threads or workers of any
 * sizes gives the step of the whole batch.
 *
 * <p>2026-11-22: gradients come back from a call as values; nothing is accumulated inside the
 * engine, so threads share the weights without locks and nothing has to be zeroed.
 *
 * <p>2026-11-22: a frame is decoded and resized once, not once a step: under one unified focal
 * length only crop, pixel and marker are drawn anew.
 *
 * <p>2026-11-22: a sample follows from the seed and its position alone, and a step's gradients are
 * added in the order of its parts. So resuming needs no more than the number of steps done, and
 * neither threads nor interruptions change a bit of the result.
 *
 * <p>2026-11-22: LoRA's pairs are applied to what flows through a layer, not added to its weight:
 * no gradient of a frozen weight is ever made, and of the weights there is one copy. The blocks of
 * inference take the pairs as an argument, which is empty but in training. Pairs stand in the
 * decoder alone; states hold them without the base, and what is written for others is merged.
 *
 * <p>2026-11-27: several questions about a picture are branches of one sequence. The picture, which
 * costs most of a sample, is read once for all; every branch attends to what all share and to
 * itself, at the positions it would have alone, so gradients are the sum of the questions' own
 * (held by a test). A batch lays branches out as rows of equal length: attention over a mask of the
 * whole sequence cost more than the words. Several markers in one picture stood here before; no
 * model learnt from them which was meant.
 *
 * <p>2026-11-27: the pixels of further questions are pointed at by showing their image token again
 * before the answer: a marker would show in all questions, and a small model did not learn to find
 * a pixel by its coordinates. It is a lesson only; prediction asks by marker or coordinates.
 *
 * <p>2026-11-28: a pair of pictures is two frames by number, not a frame that holds the next one:
 * lessons about one picture and about two share the pixels in memory.
 *
 * <p>2026-11-28: words and marks come from {@code engine.Asking}, the same object that a sweep asks
 * with, given pixels of the crop in place of pixels of the original. So the marker {@code token}
 * can be trained, too.
 *
 * <p>2026-11-27: bf16 rounds the factors of matrix products and nothing else. Whole layers in bf16
 * were no faster on a CPU, whose units have it for products alone.
 */
package io.depthlm.common.vlm.train;
