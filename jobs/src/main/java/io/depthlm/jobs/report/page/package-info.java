/**
 * The page about a run. {@link io.depthlm.jobs.report.RunReport} holds what was read from the
 * tables; each section turns a part of it into {@link io.depthlm.jobs.report.page.Page}'s blocks;
 * one template shows them. Plain Java without Spark.
 *
 * <p>Decisions (2026-11-28):
 *
 * <ul>
 *   <li>The template engine is the one that reads chat templates. Nested interpretation is off: it
 *       would run what a model answered as a template. Escaping is on for everything printed, and
 *       the one type that passes, {@code Markup}, is made of our own pictures.
 *   <li>Tables, pictures and texts are all there without script. The script sorts, switches between
 *       light and dark, and turns point clouds.
 *   <li>The page holds no row per question but the gallery's and the points of a few frames, so
 *       that its size does not grow with the run.
 * </ul>
 */
package io.depthlm.jobs.report.page;
