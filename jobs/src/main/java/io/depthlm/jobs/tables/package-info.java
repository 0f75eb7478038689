/**
 * The Delta tables' names, columns and partitioning: the contract with analysts (README, "Tables").
 * Spark's type classes only, no session.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>A cell is (variant, dataset, task): one variant answers several datasets, so {@code
 *       run_cells} and {@code predictions} are keyed with the dataset besides the variant.
 *   <li>{@code queries} carry {@code work_unit}, a dense number that orders a plan by frame. A
 *       chunk of a run is a range of work units, so the driver slices any plan with two numbers and
 *       no per-query data.
 *   <li>{@code frames.content_hash} covers everything ingest knows of a frame, its labels included:
 *       ingesting the same input again is found out by comparing frames alone.
 *   <li>{@code runs} is partitioned by run, so that two drivers renewing their leases never
 *       conflict.
 * </ul>
 */
package io.depthlm.jobs.tables;
