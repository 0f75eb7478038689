package io.depthlm.common.dataset;

import java.io.Serializable;
import java.util.Map;

/**
 * What a reader is to do.
 *
 * @param labelMode which labels
 * @param sampling which points
 * @param boundary what counts as a boundary where depth is dense
 * @param split the authors' split to read, or null for all
 * @param extra the format's own options, by name; its page in {@code docs/datasets} lists them
 */
public record ReaderOptions(
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
}
