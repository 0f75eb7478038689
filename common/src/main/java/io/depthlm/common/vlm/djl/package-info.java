/**
 * The model for other DJL hosts: a checkpoint folder loads through {@code ai.djl}'s own {@code
 * Criteria} with engine {@code DepthLM} and {@link
 * io.depthlm.common.vlm.djl.DepthTranslatorFactory}, and answers bytes with bytes (JSON both ways).
 * That is all that DJL's Spark extension asks of a model: {@code setEngine("DepthLM")}, {@code
 * setModelUrl(folder)}, {@code setTranslatorFactory(new DepthTranslatorFactory())} on its {@code
 * BinaryPredictor}. {@code docs/djl.md} describes it.
 *
 * <p>2026-11-22: an engine of its own rather than a translator for DJL's PyTorch engine, because
 * that one loads nothing but a traced file, and a checkpoint folder has none. It computes with
 * PyTorch all the same, and ranks last so that no host takes it unasked.
 *
 * <p>2026-11-28: engines are shared and counted here and not by {@code EngineHolder}, which lets a
 * model wait until another on its device is idle: a host that keeps two models open would wait for
 * ever.
 */
package io.depthlm.common.vlm.djl;
