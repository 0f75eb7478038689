/**
 * Reads data sets into {@code frames}, {@code points} and {@code rejects}.
 *
 * <p>The path of a row: input lines or table rows, normalised to the curated form → {@link
 * io.depthlm.jobs.ingest.FrameChecker} on the executors (parse, read the image, check its header,
 * hash it) → a staged row a frame → compared with what the tables hold → written. May import {@code
 * common} and {@code jobs.spark}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>A frame's id is its image path relative to the image folder: readable, and the same
 *       wherever the folder lies. A second line with the same image is rejected ({@code
 *       duplicate_frame}).
 *   <li>An ingest speaks for the input files it is given: frames that came from one of them and are
 *       gone from it are removed, frames of other files of the same dataset stay.
 *   <li>{@code points} are written before {@code frames}. What a killed ingest leaves is mended by
 *       the same command again, because a frame whose row is missing or old counts as changed.
 *   <li>Table rows stay typed: their columns become the fields of the curated form, so that lines
 *       and rows are judged by one reader with one set of reasons (2026-11-28). Only the columns
 *       that could be needed are read, by Spark's row-based Parquet reader, which knows more
 *       encodings.
 *   <li>An ingest that takes nothing in writes its rejects and leaves {@code frames} and {@code
 *       points} alone: a mistake in the arguments must not remove what an earlier ingest took
 *       (2026-11-28).
 *   <li>Tar shards are read once, from end to end, by one task each; what the tables need of their
 *       images is joined to the lines by path. Two members of one name with different content are
 *       rejected ({@code image_ambiguous}), a shard that ends early is one reject, and the members
 *       before its end are used.
 *   <li>The walk through an archive is our own: it needs the exact places of the bytes, must limit
 *       names and attributes as well as files, and must run with whatever commons-compress a
 *       cluster's Spark has, whose tar classes changed their signatures between versions.
 * </ul>
 */
package io.depthlm.jobs.ingest;
