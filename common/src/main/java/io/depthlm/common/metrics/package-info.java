/**
 * Scores of predicted depths: the point metrics of docs/method.md, section 5 as sums that merge in
 * any order, and their bootstrap intervals. Pure values, no I/O. May import {@code geometry} and
 * {@code core}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>An answer without a number, a number that is not positive and a question that the engine
 *       failed on all count as wrong in δ1, δ2 and δ3. They have no relative error, so the other
 *       metrics leave them out; their numbers stand beside every figure. A failed question counts
 *       as wrong because leaving it out would reward an engine that dies on hard pictures: resuming
 *       the run can only raise the score.
 *   <li>A question that could not be asked (rejected: no room for the marker) and one whose truth
 *       is outside the dataset's customary range (excluded) are in no figure and counted beside
 *       them. Whatever the answer, out of range is excluded, so questions = points of δ1 + excluded
 *       + rejected.
 *   <li>Intervals are percentiles of a bootstrap over images with Poisson(1) weights instead of a
 *       multinomial draw: an image's weights depend on nothing but the seed, the image and the
 *       replicate. So sums stream and merge in any partitioning, no point is collected, and two
 *       models on the same images meet the same weights: the difference of their replicates is the
 *       paired bootstrap.
 *   <li>{@code silog} is KITTI's: 100 times the population standard deviation of ln p − ln g (not
 *       the unbiased one).
 * </ul>
 */
package io.depthlm.common.metrics;
