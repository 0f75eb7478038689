/**
 * From predictions to {@code metrics}: checks that no question was lost or doubled, then scores
 * every cell of a run. May import {@code common}, {@code jobs.tables}, {@code jobs.spark} and
 * {@code jobs.scoring}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Questions and predictions meet in one shuffle, grouped by cell and a bucket of frames and
 *       sorted by frame and question. Everything after that is plain Java over two sorted streams
 *       ({@link io.depthlm.jobs.evaluate.BucketScorer}): the last attempt, the check, the sums of
 *       an image, the bootstrap. What leaves a bucket is one state of fixed size a slice.
 *   <li>How many buckets a cell has follows from its number of questions, never from the cluster,
 *       and they are merged in their order: the same tables give the same figures, to the last bit.
 *   <li>The check is per question, not of totals only: each one must have exactly one end, so that
 *       a lost and a doubled one cannot cancel out.
 *   <li>A slice {@code truth_m=2-5} holds the truths of at least 2 and less than 5 metres as they
 *       are compared; for speed and time that is the distance behind the truth.
 * </ul>
 */
package io.depthlm.jobs.evaluate;
