/**
 * What all jobs share of Spark and Delta: the session with its preflight, the warehouse's tables,
 * and files behind Hadoop's file systems. May import {@code common} and Spark.
 *
 * <p>Decisions (2026-11-22): tables come into being with their first row, and a table that is not
 * there reads as empty with its schema. Creating nine empty Delta tables would cost a first run a
 * quarter of a minute and tell nobody anything.
 *
 * <p>Object storage: commits go through S3A's conditional create ({@link
 * io.depthlm.jobs.spark.ConditionalCommits}) rather than a lock table, because the store itself
 * decides and nothing else has to run. Credentials are found by the AWS provider chain in every
 * process; what Spark copies from the environment into its settings is taken out again, because
 * settings travel with tasks ({@link io.depthlm.jobs.spark.ObjectStorage}).
 */
package io.depthlm.jobs.spark;
