package io.depthlm.jobs.ingest;

import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.geometry.LabelKind;

/**
 * What to ingest.
 *
 * @param dataset the name in the tables
 * @param format {@code jsonl}, {@code table} or a raw format
 * @param inputUri a file or folder of JSON lines; a Parquet or Delta table; a raw data set's folder
 * @param imagesUri the image folder, or null: the folder of each input file
 * @param intrinsicsUri a table of cameras to join, or null; {@code table} only
 * @param labelKind what the depths mean; null for a raw format, whose reader says so
 * @param split recorded with the frames, or null
 * @param options what a raw format's reader is to do; null for others
 * @param links whether links may lead to pictures outside of the image folder
 */
public record IngestRequest(
    String dataset,
    String format,
    String inputUri,
    String imagesUri,
    String intrinsicsUri,
    LabelKind labelKind,
    String split,
    ReaderOptions options,
    ImageLinks links) {
  /** A request for the curated form or a table. */
  public IngestRequest(
      String dataset,
      String format,
      String inputUri,
      String imagesUri,
      String intrinsicsUri,
      LabelKind labelKind,
      String split) {
    this(
        dataset,
        format,
        inputUri,
        imagesUri,
        intrinsicsUri,
        labelKind,
        split,
        null,
        ImageLinks.INSIDE);
  }
}
