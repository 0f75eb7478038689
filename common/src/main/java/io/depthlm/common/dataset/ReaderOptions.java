package io.depthlm.common.dataset;

import io.depthlm.common.geometry.LabelKind;
import java.io.Serializable;
import java.util.Map;

/**
 * What a reader is to do.
 *
 * @param labelKind what the depths are, where the format does not say; null where it does
 * @param labelMode which labels
 * @param sampling which points
 * @param boundary what counts as a boundary where depth is dense
 * @param split the authors' split to read, or null for all; for lines and tables, which have none,
 *     the split to record
 * @param extra the format's own options, by name; its page in {@code docs/datasets} lists them
 */
public record ReaderOptions(
    LabelKind labelKind,
    LabelMode labelMode,
    PointSampling sampling,
    BoundaryRule boundary,
    String split,
    Map<String, String> extra)
    implements Serializable {
  /** Copies the map. */
  public ReaderOptions {
    extra = Map.copyOf(extra);
  }

  /** Options of a format that says itself what its depths are. */
  public ReaderOptions(
      LabelMode labelMode,
      PointSampling sampling,
      BoundaryRule boundary,
      String split,
      Map<String, String> extra) {
    this(null, labelMode, sampling, boundary, split, extra);
  }

  /** Options of lines and tables: all their points, whose depths are of this kind. */
  public static ReaderOptions of(LabelKind labelKind, String split) {
    return new ReaderOptions(
        labelKind,
        LabelMode.CORRECTED,
        new PointSampling(PointSampling.ALL, 0),
        BoundaryRule.DEFAULT,
        split,
        Map.of());
  }
}
