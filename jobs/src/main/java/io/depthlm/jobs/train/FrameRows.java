package io.depthlm.jobs.train;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.NextFrames;
import io.depthlm.jobs.spark.StoredImage;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The frames of a dataset and split with their labels.
 *
 * @param split null for all
 */
record FrameRows(Warehouse warehouse, String dataset, String split, Which which) {
  private static final String POSES =
      "camera_to_world IS NOT NULL AND next.camera_to_world IS NOT NULL";

  /** Which frames. */
  enum Which {
    /** Those with labels. */
    LABELLED,
    /** Labelled or not, each with the frame that follows. */
    ANY,
    /** Those that have a pose and are followed by a frame that has one, and that frame. */
    PAIRED;

    /** The frames that a task can be asked about. */
    static Which of(TaskSpec task) {
      return task.kind().framesPerQuestion() > 1 ? PAIRED : LABELLED;
    }
  }

  private static final RowCodec<Sums> SUMS = RowCodec.of(Sums.class);

  /** Null where there is no frame. */
  private record Sums(long frames, Long labels, Double pixels) {}

  /** The size of the input, without reading a picture. */
  record Size(long frames, long labels, long preparedBytes) {}

  /**
   * The size of the input.
   *
   * @throws UserError if there is no frame
   */
  Size size(FocalSetting focal) {
    // Where fx is 0 the preparation takes fy.
    Column fx = org.apache.spark.sql.functions.greatest(col("fx_px"), col("fy_px"), lit(1));
    Column scale = focal.isNative() ? lit(1.0) : lit(focal.focalPx()).divide(fx);
    Sums sums =
        SUMS.decode(
            frames()
                .agg(
                    count(lit(1)).as("frames"),
                    sum("n_points").as("labels"),
                    sum(col("width_px").multiply(col("height_px")).multiply(scale).multiply(scale))
                        .as("pixels"))
                .first());
    if (sums.frames() == 0) {
      String where = split == null ? "" : " with split '" + split + "'";
      throw which == Which.PAIRED
          ? new UserError(
              "dataset '%s'%s has no two frames with poses that follow each other in a scene"
                  .formatted(dataset, where),
              "ingest frames with scene_id and camera_to_world, or leave camera_motion out")
          : new UserError(
              "dataset '%s'%s has no frames in %s".formatted(dataset, where, warehouse.uri()),
              "ingest it first, or check dataset and split");
    }
    return new Size(sums.frames(), sums.labels(), 3 * sums.pixels().longValue());
  }

  /** All frames, in the order of their ids. */
  Dataset<Row> all(int partitions) {
    return withLabels(frames(), partitions);
  }

  /**
   * The frames for samples, with the number of samples of each. The numbers differ by one at most;
   * the seed decides which frames get one more.
   */
  Dataset<Row> allotted(long samples, long frames, long seed, int partitions) {
    Column leftOver = first(samples % frames, order(seed)).cast("long");
    Dataset<Row> counted =
        frames().withColumn("samples", leftOver.plus(lit(samples / frames))).where("samples > 0");
    return withLabels(counted, partitions);
  }

  /** Whether a frame is among the first so many: up to the last of them, which is looked for. */
  private Column first(long count, Column order) {
    if (count == 0) {
      return lit(false);
    }
    Row last =
        frames()
            .select(order.as("place"), col("frame_id"))
            .orderBy("place", "frame_id")
            .toJavaRDD()
            .zipWithIndex()
            .filter(row -> row._2() == count - 1)
            .first()
            ._1();
    String place = last.getAs("place");
    return order
        .lt(place)
        .or(order.equalTo(place).and(col("frame_id").leq(last.<String>getAs("frame_id"))));
  }

  private static Column order(long seed) {
    return md5(concat_ws(":", lit(Long.toString(seed)), col("frame_id")));
  }

  /**
   * A number of frames that depends on the seed alone; of pairs, so many first frames and with them
   * the second ones.
   */
  Dataset<Row> sample(int frames, long seed) {
    Dataset<Row> sample = frames().orderBy(order(seed), col("frame_id")).limit(frames);
    if (which != Which.PAIRED) {
      return withLabels(sample, 1);
    }
    Dataset<Row> both =
        sample
            .select(explode(array(col("frame_id"), col("next.frame_id"))).as("frame_id"))
            .distinct();
    FrameRows any = new FrameRows(warehouse, dataset, split, Which.ANY);
    return any.withLabels(any.frames().join(both, Joins.on("frame_id"), "left_semi"), 1);
  }

  private Dataset<Row> frames() {
    Column wanted = col("dataset").equalTo(dataset);
    Dataset<Row> frames =
        warehouse
            .read(Table.FRAMES)
            .where(split == null ? wanted : wanted.and(col("split").equalTo(split)));
    if (which == Which.LABELLED) {
      return frames.withColumn("next", lit(null).cast("struct<frame_id:string>"));
    }
    Dataset<Row> followed =
        NextFrames.added(
            frames,
            Stream.concat(
                    Stream.of(col("frame_id"), col("camera_to_world")),
                    StoredImage.columns().stream())
                .toArray(Column[]::new));
    return which == Which.PAIRED ? followed.where(POSES) : followed;
  }

  private Dataset<Row> withLabels(Dataset<Row> frames, int partitions) {
    Column point = struct("point_id", "x_px", "y_px", "label_kind", "z_m", "radial_m");
    Dataset<Row> points =
        warehouse
            .read(Table.POINTS)
            .where(col("dataset").equalTo(dataset))
            .groupBy("frame_id")
            .agg(sort_array(collect_list(point)).as("points"));
    Column[] kept =
        Stream.of(
                Stream.of(
                    col("frame_id"), col("content_hash"), col("camera_to_world"), col("next")),
                StoredImage.columns().stream(),
                Arrays.stream(frames.columns()).filter("samples"::equals).map(c -> col(c)))
            .flatMap(columns -> columns)
            .toArray(Column[]::new);
    Dataset<Row> labelled =
        frames
            .select(kept)
            .join(points, Joins.on("frame_id"), which == Which.LABELLED ? "inner" : "left");
    return withBytes(frames, labelled)
        .repartitionByRange(partitions, col("frame_id"))
        .sortWithinPartitions("frame_id");
  }

  private Dataset<Row> withBytes(Dataset<Row> frames, Dataset<Row> labelled) {
    if (frames.where("image_uri IS NULL AND container_uri IS NULL").isEmpty()) {
      Column none = lit(null).cast("binary");
      return labelled.withColumn("bytes", none).withColumn("next_bytes", none);
    }
    // Two ingests of the same new picture at once may both have written it.
    Dataset<Row> bytes =
        warehouse.read(Table.IMAGES).select("image_sha256", "bytes").dropDuplicates("image_sha256");
    Dataset<Row> joined = labelled.join(bytes, Joins.on("image_sha256"), "left");
    if (which != Which.PAIRED) {
      return joined.withColumn("next_bytes", lit(null).cast("binary"));
    }
    return joined.join(
        bytes.select(col("image_sha256").as("next_sha256"), col("bytes").as("next_bytes")),
        expr("next.image_sha256 = next_sha256"),
        "left");
  }
}
