/**
 * Upkeep of a warehouse: runs that are old enough go, small files become larger ones, files that no
 * version within the retention names are deleted. May import {@code common} and {@code jobs.spark}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Which runs go is decided in plain Java from the rows of {@code runs} ({@link
 *       io.depthlm.jobs.maintain.RunRetention}). A run under a lease never does, nor the run of a
 *       sweep that was accepted last: the next night is held against it.
 *   <li>The row in {@code runs} goes first, in a commit that fails if a driver takes the run at the
 *       same moment; after that nobody can continue it. {@code run_cells} goes last: after a
 *       maintenance that was killed, the next one finds there what still has to go.
 *   <li>Plans that no run refers to any more go with the runs; planning writes the same rows again.
 *       While a run is in progress no plan goes: its driver may just have chosen it. A driver has
 *       its lease before it plans, so what is left is a run that begins, and chooses a plan that no
 *       run had, in the seconds in which the plan's rows are deleted. Its evaluation misses
 *       questions: the run fails and says so, and the same command plans and asks them.
 *   <li>Frames, points and images stay: they are what users brought.
 *   <li>Delta refuses to delete files younger than a week unless told otherwise, because a reader
 *       or a writer under way may need them. We do too, and never do it beside a run.
 * </ul>
 */
package io.depthlm.jobs.maintain;
