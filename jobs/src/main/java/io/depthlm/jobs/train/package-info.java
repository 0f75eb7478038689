/**
 * Supervised fine-tuning as a job: frames and points of the warehouse become prepared frames on the
 * executors, {@code common.vlm.train} learns from them, and this package keeps the record: rows of
 * {@code training}, checkpoints, the model. May import {@code common}, {@code jobs.spark} and, for
 * who owns a folder, {@code jobs.run}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>A run is its folder {@code out} with everything that decides its result: configuration,
 *       base and data. The same command goes on after the folder's last checkpoint; another
 *       configuration or changed data is refused, naming the first difference.
 *   <li>Frames are decoded and resized once, in the order of their ids, so that a sample's position
 *       means the same frame whenever a run is taken up.
 *   <li>Rows are committed just before the checkpoint after them. An execution that is killed
 *       between the two leaves rows of steps that will be done again; they are replaced then.
 *   <li>Several workers run as barrier tasks, one Spark job for the steps up to the next
 *       checkpoint. They share nothing but the gradients' sums, in a ring of sockets: a global
 *       batch is the same however it is shared out. A lost worker costs the steps since the last
 *       checkpoint, and so does stopping; their rows are committed after the checkpoint.
 *   <li>One execution at a time writes a folder: a lease like a run's, in a file there. It is asked
 *       before each writing, since files have no compare-and-set on every store.
 *   <li>What would stop a run is looked for before frames are prepared: the base, the datasets, a
 *       conversation by its chat template, an earlier state of another configuration.
 *   <li>Lessons that agree in dataset, split, labels and marker share their frames: the same image
 *       is not decoded once a lesson (2026-11-27).
 *   <li>Frames that cannot be used are rows of {@code rejects}, stage {@code train}, of the
 *       training's id; the others are learnt from.
 *   <li>Prepared frames reach the workers as broadcasts, since a step may draw any of them.
 *   <li>An export makes samples frame by frame, not in the trainer's order: a frame is decoded
 *       once, tasks need nothing of one another, and whoever trains on it shuffles anyway.
 *   <li>A lesson about two pictures finds the second by the order of ids within the scene, as plans
 *       do. Frames without labels are kept where such a lesson shares them, as they are half of a
 *       pair; an export prepares the second with the first, since executors hold no other frame
 *       (2026-11-28).
 *   <li>Each task of a run is checked with its own questions and has its own figures (2026-11-28).
 *   <li>δ1 of held-out points comes from the engine that {@code predict} uses, on the weights
 *       written out and loaded again, so that it is the figure a sweep would give. That costs one
 *       writing of the model each time.
 * </ul>
 */
package io.depthlm.jobs.train;
