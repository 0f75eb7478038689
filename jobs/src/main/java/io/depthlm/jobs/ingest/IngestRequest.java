package io.depthlm.jobs.ingest;

import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.geometry.LabelKind;

/**
 * What to ingest.
 *
 * @param dataset the name in the tables
 * @param inputUri a file or folder of lines, a table, or a raw data set's folder
 * @param imagesUri the image folder or tar shards, or null: the folder of each input file
 * @param intrinsicsUri a table of cameras to join, or null
 * @param options what the format's reader is to do
 * @param links whether links may lead to pictures outside of the image folder
 */
public record IngestRequest(
    String dataset,
    DatasetFormat format,
    String inputUri,
    String imagesUri,
    String intrinsicsUri,
    ReaderOptions options,
    ImageLinks links) {
  /** A request for lines of the curated form, whose images are named from the lines' folder. */
  public static IngestRequest ofLines(String dataset, String inputUri, LabelKind labelKind) {
    return new IngestRequest(
        dataset,
        DatasetFormats.get("jsonl"),
        inputUri,
        null,
        null,
        ReaderOptions.of(labelKind, null),
        ImageLinks.INSIDE);
  }
}
