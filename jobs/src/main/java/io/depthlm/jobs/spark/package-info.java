/**
 * What all jobs share of Spark and Delta: the session with its preflight, the warehouse's tables,
 * and files behind Hadoop's file systems. May import {@code common} and Spark.
 *
 * <p>Decisions (2026-11-22): tables come into being with their first row, and a table that is not
 * there reads as empty with its schema. Creating nine empty Delta tables would cost a first run a
 * quarter of a minute and tell nobody anything.
 */
package io.depthlm.jobs.spark;
