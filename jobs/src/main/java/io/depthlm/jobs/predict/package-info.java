/**
 * Puts the questions of a run's cells to the engines, and writes the outcomes into {@code
 * predictions}.
 *
 * <p>The path of a row: a range of work units of {@code queries}, joined with its frames →
 * repartitioned by work unit into equal slots → grouped by frame → {@link
 * io.depthlm.jobs.predict.AskFrames} on the executors (all variants of the group on one decode of
 * each image) → one atomic append. May import {@code common}, {@code jobs.spark} and {@code
 * jobs.run}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Cells that share engine and dataset are asked together: an image is fetched and decoded
 *       once for all their markers, prompts and focal lengths. Engines follow one another, so a
 *       device holds one model.
 *   <li>The border rule needs no pixels. Its rejects are one commit beside a group's first chunk,
 *       and the executors apply the same rule again to know what to skip. (2026-11-29: it was
 *       before the first chunk, while the devices waited. A run that is killed between the two is
 *       continued, and that writes the rejects.)
 *   <li>A checkpoint is fingerprinted on the driver and opened on the executors only if it still is
 *       that one; one that is not on a local path is copied to the host's disk first, once a host.
 *   <li>Chunks are disjoint ranges of units. A resumed run reads its earlier attempts once, before
 *       its first chunk: settled units are in no chunk, and only chunks with units that are partly
 *       settled look attempts up, by query.
 *   <li>A stage that asks a model for answers may hold GPUs that no other stage holds ({@link
 *       io.depthlm.jobs.predict.GpuPlan}). Resources of a cluster are Spark settings, not keys of a
 *       sweep: a run that goes on elsewhere is the same run.
 *   <li>A hanging engine is given up for the life of its process instead of being built again: what
 *       it holds of a device cannot be had back. A task without an engine waits before it fails its
 *       questions, so that executors that have one take the work.
 * </ul>
 */
package io.depthlm.jobs.predict;
