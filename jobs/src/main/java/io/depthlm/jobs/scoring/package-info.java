/**
 * The common part of {@code evaluate} and {@code compare}: the questions of a run's cells with
 * their ends, sorted by frame, the slices they belong to, and how truth and answer meet. May import
 * {@code common}, {@code jobs.tables} and {@code jobs.spark}.
 */
package io.depthlm.jobs.scoring;
