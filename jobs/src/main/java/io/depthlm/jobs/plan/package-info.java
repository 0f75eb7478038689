/**
 * Turns a sweep's configuration into questions: {@code queries} and the cells of a run.
 *
 * <p>A plan is the questions of one selection of one dataset for some tasks. Its id is a hash of
 * the request and of the dataset's content, so planning the same again finds the plan there, and
 * changed input is a new plan. May import {@code common} and {@code jobs.spark}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>{@code queries.work_unit} numbers pieces of about {@link
 *       io.depthlm.jobs.plan.PlanJob#QUESTIONS_PER_UNIT} questions in the order of frames; a frame
 *       is never cut, so no image is decoded twice. A chunk of a run is a range of units.
 *   <li>Two points of a frame at the same pixel are one question: the first is asked, the others
 *       are rejects ({@code duplicate_question}).
 *   <li>Tasks over two points take the points of a frame pairwise in their order; a last one
 *       without a partner is a reject ({@code unpaired_point}).
 *   <li>The camera's motion is asked between consecutive frames of a scene, in the order of their
 *       ids; frames without a pose, and the last of each scene, ask nothing and lose no point.
 * </ul>
 */
package io.depthlm.jobs.plan;
