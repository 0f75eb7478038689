/**
 * The model for other DJL hosts: a checkpoint folder loads through {@code ai.djl}'s own {@code
 * Criteria} with engine {@code DepthLM} and {@link
 * io.depthlm.common.vlm.djl.DepthTranslatorFactory}, and answers bytes with bytes (JSON both ways).
 * That is all that DJL's Spark extension asks of a model: {@code setEngine("DepthLM")}, {@code
 * setModelUrl(folder)}, {@code setTranslatorFactory(new DepthTranslatorFactory())} on its {@code
 * BinaryPredictor}.
 *
 * <p>2026-11-22: an engine of its own rather than a translator for DJL's PyTorch engine, because
 * that one loads nothing but a traced file, and a checkpoint folder has none. It computes with
 * PyTorch all the same, and ranks last so that no host takes it unasked.
 */
package io.depthlm.common.vlm.djl;
