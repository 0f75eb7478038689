package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.CuratedFields;
import io.depthlm.common.dataset.TableReader;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.Joins;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet and Delta tables of images, as typed rows of the curated form: one row for each image
 * with arrays of pixels and depths, or one row for each pixel, which are grouped by image. The
 * columns are those of {@link TableColumns}.
 */
final class TableRows {
  /** The image's bytes stand in {@code bytes}, or are null where it is a file. */
  static final StructType ROW =
      StructType.fromDDL(
          "source_uri string, source_line bigint, image string, intrinsics array<double>,"
              + " pixel_coords array<struct<n: int, x: double, y: double>>, depth array<double>,"
              + " region array<string>, camera_to_world array<double>, scene_id string, bytes"
              + " binary");

  private static final String NUMBER = "__row";

  private TableRows() {}

  /**
   * The table's frames; {@code source_line} numbers them in no meaningful order.
   *
   * @throws UserError if there is no such table, or a column is missing or of a wrong type
   */
  static Dataset<Row> read(SparkSession spark, IngestRequest request) {
    TableSource images = TableSource.open(spark, request.inputUri(), "--input", TableColumns.NAMES);
    // Numbered before the join, whose order of rows may differ from one time to the next.
    TableColumns columns =
        new TableColumns(
            images.withRows(images.rows().withColumn(NUMBER, monotonically_increasing_id())));
    if (request.intrinsicsUri() != null) {
      columns =
          new TableColumns(
              join(
                  columns.table(),
                  TableSource.open(
                      spark, request.intrinsicsUri(), "--intrinsics", TableColumns.NAMES)));
    }
    Column bytes = columns.bytes();
    Column none = lit(null).cast(DataTypes.BinaryType);
    Dataset<Row> rows =
        columns
            .table()
            .rows()
            .select(
                lit(Files.qualified(spark, request.inputUri()).toString()).as("source_uri"),
                col(NUMBER).as("source_line"),
                relative(spark, request, columns.imageName()).as("image"),
                columns.intrinsics(request.intrinsicsUri() != null).as("intrinsics"),
                columns.pixels().as("pixel_coords"),
                columns.depths().as("depth"),
                columns.regions().as("region"),
                columns.cameraToWorld().as("camera_to_world"),
                columns.sceneId().as("scene_id"),
                (bytes == null ? none : bytes).as("bytes"));
    return columns.onePixelARow() ? byImage(rows) : rows;
  }

  /** Groups rows of one pixel each by image; rows without an image are not grouped. */
  private static Dataset<Row> byImage(Dataset<Row> rows) {
    Column points =
        sort_array(
            collect_list(
                struct(col("source_line"), col("pixel_coords"), col("depth"), col("region"))));
    Column alone = org.apache.spark.sql.functions.when(col("image").isNull(), col("source_line"));
    return rows.withColumn("alone", alone)
        .groupBy("source_uri", "image", "intrinsics", "camera_to_world", "scene_id", "alone")
        .agg(min("source_line").as("source_line"), points.as("points"), first("bytes").as("bytes"))
        .select(
            col("source_uri"),
            col("source_line"),
            col("image"),
            col("intrinsics"),
            transform(col("points"), p -> p.getField("pixel_coords").getItem(0)).as("pixel_coords"),
            transform(col("points"), p -> p.getField("depth").getItem(0)).as("depth"),
            transform(col("points"), p -> p.getField("region").getItem(0)).as("region"),
            col("camera_to_world"),
            col("scene_id"),
            col("bytes"));
  }

  /** Each picture with its camera; a picture whose camera is missing keeps none and is rejected. */
  private static TableSource join(TableSource images, TableSource cameras) {
    String key =
        List.of("frame_id", "camera_id", "camera").stream()
            .filter(k -> has(images.rows(), k) && has(cameras.rows(), k))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        "the tables of images and of intrinsics share none of frame_id,"
                            + " camera_id, camera",
                        "add one of these columns to both"));
    Row twice =
        cameras
            .rows()
            .where(col(key).isNotNull())
            .groupBy(col(key).as("key"))
            .agg(count(lit(1)).as("n"))
            .where(col("n").gt(1))
            .limit(1)
            .collectAsList()
            .stream()
            .findFirst()
            .orElse(null);
    if (twice != null) {
      throw new UserError(
          "the table of intrinsics has %d rows for %s = '%s'"
              .formatted(twice.<Long>getAs("n"), key, twice.getAs("key")),
          "give each " + key + " one row");
    }
    String[] there =
        Arrays.stream(images.rows().columns())
            .filter(name -> !name.equalsIgnoreCase(key))
            .toArray(String[]::new);
    return images.joined(
        images.rows().join(cameras.rows().drop(there), Joins.on(key), "left"), cameras);
  }

  private static boolean has(Dataset<Row> rows, String name) {
    return Arrays.stream(rows.columns()).anyMatch(name::equalsIgnoreCase);
  }

  /** A full URI under the image folder is made relative to it. */
  private static Column relative(SparkSession spark, IngestRequest request, Column image) {
    String root = imageRoot(spark, request);
    String prefix = root.endsWith("/") ? root : root + "/";
    Column path = regexp_replace(image, "^" + Pattern.quote(prefix), "");
    // "file:/a", "file:///a" and "/a" name the same file; Hadoop writes the first.
    if (prefix.startsWith("file:/") && !prefix.startsWith("file:///")) {
      String bare = prefix.substring("file:".length());
      path = regexp_replace(path, "^(file://)?" + Pattern.quote(bare), "");
    }
    return path;
  }

  /** The folder that image paths are relative to. */
  static String imageRoot(SparkSession spark, IngestRequest request) {
    return request.imagesUri() != null
        ? Files.qualified(spark, request.imagesUri()).toString()
        : Files.qualified(spark, request.inputUri()).getParent().toString();
  }

  /** Turns rows of {@link #ROW} into frames. */
  record Decoder(TableReader reader) implements RowFrameReader {
    private static final long serialVersionUID = 1L;

    @Override
    public UnitResult decode(Row row) {
      return reader.read(
          new CuratedFields(
              row.getAs("image"),
              numbers(row, "intrinsics"),
              pixels(row),
              objects(row, "depth", Double[]::new),
              objects(row, "region", String[]::new),
              numbers(row, "camera_to_world"),
              row.getAs("scene_id")));
    }

    private static <T> T[] objects(Row row, String column, IntFunction<T[]> make) {
      int at = row.fieldIndex(column);
      return row.isNullAt(at) ? null : row.<T>getList(at).toArray(make);
    }

    private static double[] numbers(Row row, String column) {
      Double[] values = objects(row, column, Double[]::new);
      return values == null ? null : unboxed(Arrays.asList(values));
    }

    private static double[][] pixels(Row row) {
      int at = row.fieldIndex("pixel_coords");
      if (row.isNullAt(at)) {
        return null;
      }
      List<Row> rows = row.getList(at);
      return rows.stream().map(Decoder::pixel).toArray(double[][]::new);
    }

    private static double[] pixel(Row p) {
      if (p == null) {
        return null;
      }
      int n = p.getAs("n");
      return n == 2
          ? unboxed(Arrays.asList(p.<Double>getAs("x"), p.<Double>getAs("y")))
          : new double[n];
    }

    private static double[] unboxed(List<Double> values) {
      return values.stream().mapToDouble(v -> v == null ? Double.NaN : v).toArray();
    }
  }
}
