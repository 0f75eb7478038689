package io.depthlm.jobs.ingest;

import io.depthlm.common.geometry.LabelKind;

/**
 * What to ingest.
 *
 * @param dataset the name in the tables
 * @param format {@code jsonl} or {@code table}
 * @param inputUri a file or folder of JSON lines; a Parquet or Delta table
 * @param imagesUri the image folder, or null: the folder of each input file
 * @param intrinsicsUri a table of cameras to join, or null; {@code table} only
 * @param labelKind what the depths mean
 * @param split recorded with the frames, or null
 */
public record IngestRequest(
    String dataset,
    String format,
    String inputUri,
    String imagesUri,
    String intrinsicsUri,
    LabelKind labelKind,
    String split) {}
