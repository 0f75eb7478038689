package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.jobs.rows.Reject;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Converts staged rows to the columns of the tables. */
final class StagedTables {
  private StagedTables() {}

  /** {@code frames}, without {@code ingested_at}. */
  static Dataset<Row> frames(Dataset<Row> staged, IngestRequest request) {
    return staged
        .drop("points", "rejects", "source_line", "first", "bytes", "label_kind")
        .withColumn("dataset", lit(request.dataset()));
  }

  /** {@code points}. */
  static Dataset<Row> points(Dataset<Row> staged, IngestRequest request) {
    return staged
        .select(col("frame_id"), col("label_kind"), explode(col("points")).as("p"))
        .select(
            lit(request.dataset()).as("dataset"), col("frame_id"), col("label_kind"), col("p.*"));
  }

  /** {@code rejects} of this input; a second line of a frame is one of them. */
  static Dataset<Row> rejects(Dataset<Row> staged, IngestRequest request) {
    Column later = col("image_sha256").isNotNull().and(col("first").equalTo(false));
    Column duplicate =
        struct(
            col("frame_id").as("frame_id"),
            lit(-1).as("point_id"),
            col("n_points").as("n_points"),
            lit(RejectReason.DUPLICATE_FRAME.key()).as("reason"),
            lit("another line has the same image").as("detail"));
    Column all =
        concat(
            col("rejects"),
            when(later, array(duplicate))
                .otherwise(array().cast(DataTypes.createArrayType(StagedRows.REJECTS.schema()))));
    // Rows of a table and frames of a raw format have no line that a person could go to.
    Column line =
        request.format().input() == DatasetFormat.Input.LINES
            ? col("source_line")
            : lit(null).cast("long");
    Column id =
        md5(
            concat_ws(
                "\u0001",
                lit("ingest"),
                lit(request.dataset()),
                col("source_uri"),
                col("row").cast("string"),
                col("r.frame_id"),
                col("r.point_id").cast("string"),
                col("r.reason")));
    return staged
        .select(
            col("source_uri"),
            col("source_line").as("row"),
            line.as("source_line"),
            explode(all).as("r"))
        .select(
            Reject.columns(
                RejectReason.Stage.INGEST,
                Map.of(
                    "reject_id", id,
                    "dataset", lit(request.dataset()),
                    "frame_id", col("r.frame_id"),
                    "point_id", col("r.point_id"),
                    "n_points", col("r.n_points"),
                    "source_uri", col("source_uri"),
                    "source_line", col("source_line"),
                    "reason", col("r.reason"),
                    "detail", col("r.detail"))));
  }
}
