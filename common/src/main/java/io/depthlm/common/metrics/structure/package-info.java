/**
 * What a mean over points hides: the order and the ratio of two points, an image's scale and shape,
 * repeated answers, planes and depth steps, as sums over one image's points that merge in any order
 * (docs/structure.md). Pure values, no I/O.
 *
 * <p>Decisions (2026-11-28):
 *
 * <ul>
 *   <li>A figure of a slice is that of the slice's points alone: a pair counts where both of its
 *       points belong to the slice.
 *   <li>Only points with a positive number for an answer have structure. How many have none stands
 *       beside every figure, and counts in δ1.
 *   <li>An image's pairs are drawn from its answered points by the image's name, at most 5,000 of
 *       them: time stays linear in points, and two models that answer the same questions are held
 *       against the same pairs.
 * </ul>
 */
package io.depthlm.common.metrics.structure;
