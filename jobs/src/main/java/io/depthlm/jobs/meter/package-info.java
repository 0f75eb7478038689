/**
 * What the processes of a cluster have done, through Spark's own metrics system: a plugin that
 * registers gauges in every executor and their sums in the driver. Imports nothing of this project.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>A plugin rather than a source named in a file: it is there in every session, and Spark
 *       gives it a registry that all configured sinks read.
 *   <li>Executors have no port that Prometheus could read. They send their sums to the driver every
 *       few seconds; one page, the driver's, tells everything. An executor that is gone keeps its
 *       last sums, so the totals never fall.
 *   <li>Everything is a sum since the process began, never a rate: whoever reads it takes the
 *       differences. A task that Spark runs twice counts twice; the tables say what is exact.
 * </ul>
 */
package io.depthlm.jobs.meter;
