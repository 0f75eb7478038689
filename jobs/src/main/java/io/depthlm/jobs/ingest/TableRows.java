package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.Joins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet and Delta tables of images, as lines of the curated form.
 *
 * <p>Columns, one a thing; the first name that is there counts:
 *
 * <ul>
 *   <li>the picture: {@code image_path}, {@code image_uri} or {@code image} (text), or its bytes:
 *       {@code image_bytes}, {@code bytes}, {@code image} (binary), or {@code image} as a struct
 *       with {@code bytes} and {@code path}; bytes need a {@code frame_id} or a path besides
 *   <li>the pixels: {@code pixel_coords} (arrays of two), or {@code x_px} and {@code y_px} (arrays)
 *   <li>the depths: {@code depth} or {@code depth_m} (array)
 *   <li>the camera: {@code intrinsics} (six numbers), or {@code fx_px, fy_px, cx_px, cy_px,
 *       width_px, height_px}, with or without {@code _px}; here or in a table of its own that
 *       shares {@code frame_id}, {@code camera_id} or {@code camera}
 *   <li>optional: {@code camera_to_world} or {@code pose}, {@code scene_id} or {@code scene},
 *       {@code region}
 * </ul>
 */
final class TableRows {
  private static final List<String> CAMERA = List.of("fx", "fy", "cx", "cy", "width", "height");
  private static final String ROW = "__row";

  private TableRows() {}

  /**
   * The table's rows in the form of {@link JsonLines#LINE}; {@code source_line} numbers them in no
   * meaningful order.
   *
   * @throws UserError if there is no such table, or a column is missing
   */
  static Dataset<Row> read(SparkSession spark, IngestRequest request) {
    // Numbered before the join, whose order of rows may differ from one time to the next.
    Dataset<Row> table =
        open(spark, request.inputUri(), "--input").withColumn(ROW, monotonically_increasing_id());
    if (request.intrinsicsUri() != null) {
      table = join(table, open(spark, request.intrinsicsUri(), "--intrinsics"));
    }
    String uri = Files.qualified(spark, request.inputUri()).toString();
    Column bytes = bytes(table);
    List<Column> keys = new ArrayList<>();
    keys.add(imagePath(spark, table, request, bytes != null).as("image"));
    keys.add(intrinsics(table, request).as("intrinsics"));
    keys.add(pixels(table).as("pixel_coords"));
    keys.add(required(table, "the depths", "depth", "depth_m").as("depth"));
    optional(table, keys, "camera_to_world", "camera_to_world", "pose");
    optional(table, keys, "scene_id", "scene_id", "scene");
    optional(table, keys, "region", "region");
    return table.select(
        lit(uri).as("source_uri"),
        col(ROW).as("source_line"),
        to_json(struct(keys.toArray(Column[]::new)), Map.of("ignoreNullFields", "true")).as("line"),
        (bytes == null ? lit(null).cast(DataTypes.BinaryType) : bytes).as("bytes"));
  }

  private static Dataset<Row> open(SparkSession spark, String given, String option) {
    Path path = Files.qualified(spark, given);
    try {
      boolean delta =
          Files.exists(spark.sparkContext().hadoopConfiguration(), new Path(path, "_delta_log"));
      return spark.read().format(delta ? "delta" : "parquet").load(path.toString());
    } catch (IOException e) {
      throw new UserError("cannot read " + path + ": " + e.getMessage(), "check " + option, e);
    } catch (Exception e) { // Scala throws AnalysisException and SparkException unchecked
      if (e instanceof AnalysisException || e instanceof SparkException) {
        throw new UserError(
            "no Parquet or Delta table at " + path + ": " + rootLine(e), "check " + option, e);
      }
      throw e;
    }
  }

  private static String rootLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }

  /** Each picture with its camera; a picture whose camera is missing keeps none and is rejected. */
  private static Dataset<Row> join(Dataset<Row> images, Dataset<Row> cameras) {
    String key =
        List.of("frame_id", "camera_id", "camera").stream()
            .filter(k -> has(images, k) && has(cameras, k))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        "the tables of images and of intrinsics share none of frame_id,"
                            + " camera_id, camera",
                        "add one of these columns to both"));
    Row twice =
        cameras
            .where(col(key).isNotNull())
            .groupBy(key)
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
              .formatted(twice.getLong(1), key, twice.get(0)),
          "give each " + key + " one row");
    }
    String[] there =
        Arrays.stream(images.columns())
            .filter(name -> !name.equalsIgnoreCase(key))
            .toArray(String[]::new);
    return images.join(cameras.drop(there), Joins.on(key), "left");
  }

  private static Column bytes(Dataset<Row> table) {
    for (String name : List.of("image_bytes", "bytes", "image")) {
      if (has(table, name) && type(table, name) instanceof BinaryType) {
        return col(name);
      }
    }
    if (has(table, "image")
        && type(table, "image") instanceof StructType fields
        && Arrays.asList(fields.fieldNames()).contains("bytes")) {
      return col("image.bytes");
    }
    return null;
  }

  /** The path relative to the image folder; a full URI under that folder is made relative. */
  private static Column imagePath(
      SparkSession spark, Dataset<Row> table, IngestRequest request, boolean bytesAreThere) {
    Column found = null;
    for (String name : List.of("image_path", "image_uri", "image")) {
      if (found == null && has(table, name) && type(table, name).sameType(DataTypes.StringType)) {
        found = col(name);
      }
    }
    if (bytesAreThere) {
      if (has(table, "frame_id")) {
        found = col("frame_id").cast("string");
      } else if (found == null
          && has(table, "image")
          && type(table, "image") instanceof StructType) {
        found = col("image.path");
      }
    }
    if (found == null) {
      throw missing(table, "the picture", "image_path, image_uri, image, or bytes with frame_id");
    }
    String root = imageRoot(spark, request);
    String prefix = root.endsWith("/") ? root : root + "/";
    Column path = regexp_replace(found, "^" + Pattern.quote(prefix), "");
    // "file:/a" and "file:///a" name the same file; Hadoop writes the former.
    return prefix.startsWith("file:/") && !prefix.startsWith("file:///")
        ? regexp_replace(path, "^" + Pattern.quote("file://" + prefix.substring(5)), "")
        : path;
  }

  /** The folder that image paths are relative to. */
  static String imageRoot(SparkSession spark, IngestRequest request) {
    return request.imagesUri() != null
        ? Files.qualified(spark, request.imagesUri()).toString()
        : Files.qualified(spark, request.inputUri()).getParent().toString();
  }

  private static Column intrinsics(Dataset<Row> table, IngestRequest request) {
    if (has(table, "intrinsics")) {
      return col("intrinsics");
    }
    Column[] six =
        CAMERA.stream()
            .map(name -> has(table, name + "_px") ? name + "_px" : name)
            .filter(name -> has(table, name))
            .map(name -> col(name).cast("double"))
            .toArray(Column[]::new);
    if (six.length != CAMERA.size()) {
      throw missing(
          table,
          "the camera",
          "intrinsics, or fx_px, fy_px, cx_px, cy_px, width_px, height_px"
              + (request.intrinsicsUri() == null ? ", or a table of them by --intrinsics" : ""));
    }
    Column all = lit(true);
    for (Column value : six) {
      all = all.and(value.isNotNull());
    }
    return when(all, array(six));
  }

  private static Column pixels(Dataset<Row> table) {
    if (has(table, "pixel_coords")) {
      return col("pixel_coords");
    }
    if (has(table, "x_px") && has(table, "y_px")) {
      return org.apache.spark.sql.functions.zip_with(
          col("x_px"), col("y_px"), (x, y) -> array(x.cast("double"), y.cast("double")));
    }
    throw missing(table, "the pixels", "pixel_coords, or x_px and y_px");
  }

  private static Column required(Dataset<Row> table, String what, String... names) {
    for (String name : names) {
      if (has(table, name)) {
        return col(name);
      }
    }
    throw missing(table, what, String.join(" or ", names));
  }

  private static void optional(Dataset<Row> table, List<Column> keys, String key, String... names) {
    for (String name : names) {
      if (has(table, name)) {
        keys.add(col(name).as(key));
        return;
      }
    }
  }

  private static UserError missing(Dataset<Row> table, String what, String wanted) {
    return new UserError(
        "the table has no column for "
            + what
            + "; it has "
            + String.join(", ", table.drop(ROW).columns()),
        "name a column " + wanted);
  }

  private static boolean has(Dataset<Row> table, String name) {
    return Arrays.stream(table.columns()).anyMatch(name::equalsIgnoreCase);
  }

  private static DataType type(Dataset<Row> table, String name) {
    return table.select(name).schema().apply(0).dataType();
  }
}
