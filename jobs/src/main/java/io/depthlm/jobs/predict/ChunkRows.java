package io.depthlm.jobs.predict;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;

import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.StoredImage;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a chunk: one per frame, with its camera, where its image is, and its questions as an
 * array; partitioned by work unit into slots of equal load, in the order of units and frames.
 */
final class ChunkRows {
  private final Warehouse warehouse;
  private final CellGroup group;
  private final boolean twoFrames;
  private final boolean bytesInTable;
  private final OpenWork open;

  /**
   * @param open what earlier executions of the run left to ask
   */
  ChunkRows(Warehouse warehouse, CellGroup group, OpenWork open) {
    this.warehouse = warehouse;
    this.group = group;
    this.open = open;
    this.twoFrames =
        group.askings().stream().anyMatch(a -> a.task().kind().framesPerQuestion() > 1);
    this.bytesInTable =
        warehouse.exists(Table.IMAGES)
            && !frames().where("image_uri IS NULL AND container_uri IS NULL").isEmpty();
  }

  private Dataset<Row> frames() {
    return warehouse
        .read(Table.FRAMES)
        .where(col("dataset").equalTo(group.dataset()))
        .select(
            Stream.concat(Stream.of(col("frame_id")), StoredImage.columns().stream())
                .toArray(Column[]::new));
  }

  private Dataset<Row> queries() {
    return warehouse.read(Table.QUERIES).where(col("plan_id").equalTo(group.planId()));
  }

  /**
   * The frames of a chunk.
   *
   * @param slots how many tasks to spread them over
   */
  Dataset<Row> of(ChunkPlanner.Chunk chunk, int slots) {
    Dataset<Row> queries =
        queries()
            .where(col("work_unit").geq(chunk.fromUnit()).and(col("work_unit").lt(chunk.toUnit())));
    Dataset<Row> earlier = open.earlier(chunk);
    queries =
        earlier == null
            ? queries.withColumn("earlier", lit(null).cast("array<struct<a:int>>"))
            : queries.join(earlier, Joins.on("query_id"), "left");
    int[] keys = EvenSlots.keys(slots);
    Column slot =
        element_at(
            array(Arrays.stream(keys).mapToObj(k -> lit(k)).toArray(Column[]::new)),
            pmod(col("work_unit"), lit(slots)).plus(1));
    Column ask = struct("query_id", "task", "parameters", "x_px", "y_px", "earlier");
    Dataset<Row> grouped =
        queries
            .withColumn("slot", slot)
            .repartition(slots, col("slot"))
            .groupBy("slot", "work_unit", "frame_ids")
            .agg(collect_list(ask).as("asks"))
            .withColumn("frame_id", expr("frame_ids[0]"));
    Dataset<Row> located = grouped.join(frames(), Joins.on("frame_id"));
    if (twoFrames) {
      Dataset<Row> second =
          frames().select(col("frame_id").as("second_id"), struct("*").as("second"));
      located = located.join(second, expr("frame_ids[1] = second_id"), "left");
    } else {
      located = located.withColumn("second", lit(null).cast("struct<frame_id:string>"));
    }
    located = located.sortWithinPartitions("work_unit", "frame_id");
    return bytesInTable ? withBytes(located) : located.withColumn("bytes", noBytes());
  }

  private static Column noBytes() {
    return lit(null).cast("binary");
  }

  /** Bytes are joined to frames, not to questions: each picture is shuffled once a chunk. */
  private Dataset<Row> withBytes(Dataset<Row> located) {
    // Two ingests of the same new picture at once may both have written it.
    Dataset<Row> bytes =
        warehouse.read(Table.IMAGES).select("image_sha256", "bytes").dropDuplicates("image_sha256");
    Dataset<Row> joined = located.join(bytes, Joins.on("image_sha256"), "left");
    if (!twoFrames) {
      return joined;
    }
    return joined.join(
        bytes.select(col("image_sha256").as("second_sha256"), col("bytes").as("second_bytes")),
        expr("second.image_sha256 = second_sha256"),
        "left");
  }
}
