/**
 * The result tables for people and for gates: the leaderboard and its renderings. May import {@code
 * common} and {@code jobs.spark}. Reading from the warehouse is one class; everything else is plain
 * Java over a list of records that fits in memory (one a variant and dataset).
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Figures of different tasks, of different {@code compare_as} or of different slices are
 *       never in one table: their numbers do not compare.
 *   <li>Without a run asked for, a variant's newest evaluated run on a dataset speaks for it.
 *   <li>The mean over datasets is given only to variants that were scored on all datasets of the
 *       table: a mean over fewer would reward leaving out the hard ones.
 *   <li>Names come from configuration and data: control characters are shown as {@code ?}, Markdown
 *       is escaped, and a CSV text that a spreadsheet would take for a formula gets an apostrophe.
 * </ul>
 */
package io.depthlm.jobs.report;
