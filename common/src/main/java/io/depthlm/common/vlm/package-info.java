/**
 * The {@code vlm} engine: a checkpoint folder as Hugging Face publishes it, answering questions.
 * Its parts are packages of their own: {@code checkpoint} reads the folder, {@code text} makes
 * tokens, {@code image} makes patches, {@code torch} reaches PyTorch, {@code model} computes,
 * {@code generate} decodes. Imports {@code engine}, {@code imaging}, {@code core} and those parts.
 *
 * <p>2026-11-22: one thread a device. PyTorch keeps a pool of worker threads for every thread that
 * calls it, so callers hand their batches over instead of taking turns at a lock; what needs no
 * device (tokens, patches, repainting) happens on their own threads meanwhile.
 *
 * <p>2026-11-22: confidence is the probability of the whole answer: the product of its tokens'
 * probabilities at temperature 1, the end token included. Fixed words cost next to nothing there,
 * so it is mostly that of the number's digits.
 */
package io.depthlm.common.vlm;
