/**
 * Synthetic frames written by Spark: {@code common.synth} draws, this shares out the parts and
 * knows the file systems. May import {@code common}, {@code jobs.spark} and Spark.
 */
package io.depthlm.jobs.synth;
