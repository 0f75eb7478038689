/**
 * Queries that analysts type, over the tables of a warehouse. A query only reads: what it may
 * consist of is listed, and everything else is refused before it is analysed or run. May import
 * {@code common} and {@code jobs.spark}.
 *
 * <p>Decisions (2026-11-28):
 *
 * <ul>
 *   <li>Lists of what is allowed, never of what is forbidden: a statement, a plan node or a
 *       function that a later version of Spark or Delta brings is refused until somebody has judged
 *       it.
 *   <li>Both plans are judged. The parsed one is judged first because analysis alone already reads
 *       files (the schema of {@code parquet.`path`}) and loads classes. The analysed one is judged
 *       because only there names have become relations.
 *   <li>A query has a session of its own in which {@code ${env:NAME}} is not replaced: Spark would
 *       put any variable of the environment, secrets included, into the text.
 * </ul>
 */
package io.depthlm.jobs.sql;
