package io.depthlm.common.dataset;

import io.depthlm.common.geometry.LabelKind;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The rows of a table whose values are typed: a unit is one frame. */
public final class TableReader implements FrameReader<CuratedFields> {
  private static final long serialVersionUID = 1L;

  /** Parquet and Delta tables of images, cameras and labelled pixels (docs/tables-in.md). */
  public static final DatasetFormat FORMAT =
      new DatasetFormat(
          "table",
          DatasetFormat.Input.TABLE,
          DatasetFormat.Depths.GIVEN,
          Set.of(),
          Set.of(),
          DatasetFormat.Splits.GIVEN,
          TableReader::new);

  private final CuratedFormat format = new CuratedFormat();
  private final LabelKind labelKind;
  private final String split;

  /** A reader; the options say what the depths are. */
  public TableReader(ReaderOptions options) {
    this.labelKind = options.labelKind();
    this.split = options.split();
  }

  @Override
  public Iterator<UnitResult> read(CuratedFields row, DatasetFiles files) {
    return List.of(read(row)).iterator();
  }

  /** The frame of a row; no file is looked at. */
  public UnitResult read(CuratedFields row) {
    LineResult result = format.read(row);
    return result instanceof CuratedFrame frame
        ? frame.of(labelKind, split)
        : ((BadLine) result).toReject();
  }
}
