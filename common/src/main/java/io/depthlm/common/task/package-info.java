/**
 * The six tasks: what a question needs, its text, its truth, the format of training answers, and
 * the parser of answers. Pure values; may import {@code geometry} and {@code core}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>A table's {@code truth_value} is the truth in the task's own convention ({@code distance}
 *       radial, {@code axis_distance} z, the others in their unit), and a {@code value} is the
 *       number in the answer, never converted. {@link io.depthlm.common.task.Comparison} converts
 *       both when they are compared, so one run can be evaluated under any {@code compare_as}.
 *   <li>{@code as_labelled} compares the unconverted number with the label as ingested, whichever
 *       kind the label has: the paper's way.
 *   <li>Speed and time are reached along the line of sight: their truth divides the radial
 *       distance.
 *   <li>{@code axis_distance} has the same learnt sentence as {@code distance}: the released
 *       checkpoint was taught one sentence on labels of both kinds, and an answer prefix must fit
 *       it.
 * </ul>
 */
package io.depthlm.common.task;
