/**
 * How fast the stages are, in one run and on the same questions: preparation, the model alone, the
 * engine around it, the Spark job around that, and the same without a model. May import {@code
 * common}, {@code jobs.spark}, {@code jobs.run} and the jobs it measures.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>The parts take turns in every repeat, so that a machine that becomes busy slows all of
 *       them; figures are medians with the least and the greatest beside them.
 *   <li>The first turn is not counted: it compiles code, maps weights and fills caches.
 *   <li>The Spark job is measured from the opening of its run to its last commit. Ingest and plan
 *       are done once before; starting a session is not part of it.
 *   <li>The pipeline without a model prepares every picture and asks an engine that answers at
 *       once; the Spark job without a model uses the probe, which looks at what it is shown.
 * </ul>
 */
package io.depthlm.jobs.bench;
