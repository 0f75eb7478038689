package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Bootstrap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Questions and their ends of one bucket in, one row a slice out: decodes, calls {@link
 * BucketScorer}, encodes.
 */
final class BucketRows implements CoGroupFunction<String, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Columns of a question, in the order {@link #asked(Row)} reads them. */
  static final StructType ASKED =
      new StructType()
          .add("bucket_key", DataTypes.StringType)
          .add("frame_id", DataTypes.StringType)
          .add("query_id", DataTypes.StringType)
          .add("truth_value", DataTypes.DoubleType)
          .add("truth_z_m", DataTypes.DoubleType)
          .add("truth_radial_m", DataTypes.DoubleType)
          .add("label_kind", DataTypes.StringType)
          .add("region", DataTypes.StringType);

  /** Columns of an end, in the order {@link #given(Row)} reads them. */
  static final StructType GIVEN =
      new StructType()
          .add("bucket_key", DataTypes.StringType)
          .add("frame_id", DataTypes.StringType)
          .add("query_id", DataTypes.StringType)
          .add("attempt", DataTypes.IntegerType)
          .add("outcome", DataTypes.StringType)
          .add("value", DataTypes.DoubleType);

  /** One row a slice of a bucket; the counts stand in the rows of slice {@link Slices#ALL}. */
  static final StructType SCHEMA =
      new StructType()
          .add("variant_id", DataTypes.StringType)
          .add("dataset", DataTypes.StringType)
          .add("bucket", DataTypes.IntegerType)
          .add("slice", DataTypes.StringType)
          .add("planned", DataTypes.LongType)
          .add("answered", DataTypes.LongType)
          .add("unparsed", DataTypes.LongType)
          .add("failed", DataTypes.LongType)
          .add("rejected", DataTypes.LongType)
          .add("missing", DataTypes.LongType)
          .add("unknown", DataTypes.LongType)
          .add("doubled", DataTypes.LongType)
          .add("state", DataTypes.BinaryType);

  private final HashMap<CellKey, ScoredCell> cells = new HashMap<>();
  private final Bootstrap bootstrap;

  BucketRows(List<ScoredCell> cells, Bootstrap bootstrap) {
    cells.forEach(c -> this.cells.put(new CellKey(c.variantId(), c.dataset()), c));
    this.bootstrap = bootstrap;
  }

  @Override
  public Iterator<Row> call(String key, Iterator<Row> asked, Iterator<Row> given) {
    // variant ids are hexadecimal, buckets are numbers, a dataset's name may hold anything
    String[] parts = key.split("/", 3);
    ScoredCell cell = cells.get(new CellKey(parts[0], parts[2]));
    BucketScorer.Result result =
        BucketScorer.score(
            cell, bootstrap, mapped(asked, BucketRows::asked), mapped(given, BucketRows::given));
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, io.depthlm.common.metrics.SliceScore> slice :
        result.slices().entrySet()) {
      QuestionCount count =
          slice.getKey().equals(Slices.ALL) ? result.questions() : QuestionCount.NONE;
      rows.add(
          RowFactory.create(
              cell.variantId(),
              cell.dataset(),
              Integer.parseInt(parts[1]),
              slice.getKey(),
              count.planned(),
              count.answered(),
              count.unparsed(),
              count.failed(),
              count.rejected(),
              count.missing(),
              count.unknown(),
              count.doubled(),
              slice.getValue().toBytes()));
    }
    return rows.iterator();
  }

  /** What names a cell of a run. */
  private record CellKey(String variantId, String dataset) implements java.io.Serializable {}

  private static Asked asked(Row row) {
    return new Asked(
        row.getString(1),
        row.getString(2),
        row.getDouble(3),
        row.isNullAt(4) ? null : row.getDouble(4),
        row.isNullAt(5) ? null : row.getDouble(5),
        row.getString(6),
        row.getString(7));
  }

  private static Given given(Row row) {
    return new Given(
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        Given.Outcome.ofKey(row.getString(4)),
        row.isNullAt(5) ? null : row.getDouble(5));
  }

  private static <T> Iterator<T> mapped(
      Iterator<Row> rows, java.util.function.Function<Row, T> read) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public T next() {
        return read.apply(rows.next());
      }
    };
  }
}
