/**
 * Readers of data sets as their authors publish them, one class a format, and what they share. Each
 * has a page in {@code docs/datasets}. May import {@code dataset}, {@code imaging}, {@code
 * geometry} and {@code core}.
 *
 * <p>Decisions (2026-11-28):
 *
 * <ul>
 *   <li>A label of a lidar return lies on the pixel that the format's own tool puts it on (some
 *       round, some truncate); its z and its radial distance are those of the return itself, not of
 *       the pixel's ray.
 *   <li>Pixels of a dense map without a depth (0, NaN, infinite) were not measured: they are no
 *       candidates and no rejects. A frame without any candidate is a reject.
 *   <li>The id of a point is its pixel's place in the picture, so that samples of different size or
 *       seed agree on what a point is.
 *   <li>{@code official} writes the labels of the official curation from the same files; which
 *       pixels it drew cannot be known, so ours are drawn by our seed.
 *   <li>Parquet is decoded by Parquet's own library (which Spark brings), but its pages are fetched
 *       by {@code ParquetPages}: the library's file reader holds a whole row group, and a segment
 *       of Waymo's is one row group.
 * </ul>
 */
package io.depthlm.common.dataset.raw;
