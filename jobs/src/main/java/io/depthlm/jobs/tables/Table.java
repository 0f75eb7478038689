package io.depthlm.jobs.tables;

import static io.depthlm.jobs.tables.Columns.doubles;
import static io.depthlm.jobs.tables.Columns.integers;
import static io.depthlm.jobs.tables.Columns.need;
import static io.depthlm.jobs.tables.Columns.opt;
import static io.depthlm.jobs.tables.Columns.strings;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of a warehouse. Each is one Delta folder with the name of the constant in lower case.
 * Column names contain their units; a column that may be null is declared with {@code opt}, key
 * columns never are.
 */
public enum Table {
  /** Each row is a picture with its camera. Key: dataset, frame_id. */
  FRAMES(
      List.of("dataset"),
      need("dataset", StringType),
      need("frame_id", StringType),
      opt("split", StringType),
      opt("scene_id", StringType),
      need("image_sha256", StringType),
      opt("image_uri", StringType),
      opt("container_uri", StringType),
      opt("byte_offset", LongType),
      opt("byte_length", LongType),
      need("width_px", IntegerType),
      need("height_px", IntegerType),
      need("fx_px", DoubleType),
      need("fy_px", DoubleType),
      need("cx_px", DoubleType),
      need("cy_px", DoubleType),
      opt("camera_to_world", doubles()),
      need("source_uri", StringType),
      need("n_points", IntegerType),
      need("content_hash", StringType),
      need("ingested_at", TimestampType),
      opt("label_mode", StringType),
      opt("depth_uri", StringType),
      opt("depth_part", StringType),
      opt("depth_encoding", StringType),
      opt("depth_scale_m", DoubleType),
      opt("depth_kind", StringType),
      opt("depth_width_px", IntegerType),
      opt("depth_height_px", IntegerType)),

  /** Picture bytes of frames that came as table rows. Key: image_sha256. */
  IMAGES(List.of(), need("image_sha256", StringType), need("bytes", BinaryType)),

  /** Each row is a labelled pixel. Key: dataset, frame_id, point_id. */
  POINTS(
      List.of("dataset"),
      need("dataset", StringType),
      need("frame_id", StringType),
      need("point_id", IntegerType),
      need("x_px", DoubleType),
      need("y_px", DoubleType),
      need("label_kind", StringType),
      need("z_m", DoubleType),
      need("radial_m", DoubleType),
      opt("region", StringType),
      opt("plane_id", IntegerType),
      opt("mask_transparent", BooleanType),
      opt("mask_saturated", BooleanType),
      opt("mask_filled", BooleanType),
      opt("mask_eigen_crop", BooleanType),
      opt("mask_garg_crop", BooleanType),
      opt("mask_unreliable", BooleanType),
      opt("step_near_z_m", DoubleType),
      opt("step_far_z_m", DoubleType)),

  /** Each row is an input or a question that could not be used. Key: reject_id. */
  REJECTS(
      List.of("stage"),
      need("reject_id", StringType),
      need("run_id", StringType),
      need("variant_id", StringType),
      need("stage", StringType),
      need("dataset", StringType),
      need("frame_id", StringType),
      need("point_id", IntegerType),
      opt("plan_id", StringType),
      opt("query_id", StringType),
      opt("task", StringType),
      need("n_points", IntegerType),
      opt("source_uri", StringType),
      opt("source_line", LongType),
      need("reason", StringType),
      opt("detail", StringType)),

  /** Each row is a question. Key: plan_id, query_id. */
  QUERIES(
      List.of("plan_id"),
      need("plan_id", StringType),
      need("query_id", StringType),
      need("work_unit", IntegerType),
      need("task", StringType),
      need("parameters", StringType),
      need("dataset", StringType),
      need("frame_ids", strings()),
      need("point_ids", integers()),
      need("x_px", doubles()),
      need("y_px", doubles()),
      need("truth_value", DoubleType),
      need("truth_kind", StringType),
      need("unit", StringType),
      opt("truth_z_m", DoubleType),
      opt("truth_radial_m", DoubleType),
      opt("label_kind", StringType),
      opt("region", StringType),
      opt("masks", strings()),
      opt("fx_px", DoubleType),
      opt("fy_px", DoubleType),
      opt("cx_px", DoubleType),
      opt("cy_px", DoubleType),
      opt("width_px", IntegerType),
      opt("height_px", IntegerType),
      opt("plane_id", IntegerType),
      opt("step_near_z_m", DoubleType),
      opt("step_far_z_m", DoubleType)),

  /** Each row is a cell of a run. Key: run_id, variant_id, dataset, task. */
  RUN_CELLS(
      List.of("run_id"),
      need("run_id", StringType),
      need("variant_id", StringType),
      need("plan_id", StringType),
      need("model", StringType),
      need("dataset", StringType),
      need("task", StringType),
      need("parameters", StringType),
      need("prompt", StringType),
      need("prompt_text", StringType),
      need("marker", StringType),
      opt("focal_px", DoubleType),
      need("pixel_mode", StringType),
      need("compare_as", StringType),
      need("engine", StringType),
      need("engine_identity", DataTypes.createMapType(StringType, StringType)),
      need("numerics_version", IntegerType),
      need("n_queries", LongType),
      opt("truth_min_m", DoubleType),
      opt("truth_max_m", DoubleType)),

  /** Each row is an attempt at a question. Key: run_id, variant_id, dataset, query_id, attempt. */
  PREDICTIONS(
      List.of("run_id"),
      need("run_id", StringType),
      need("variant_id", StringType),
      need("query_id", StringType),
      need("attempt", IntegerType),
      need("dataset", StringType),
      need("task", StringType),
      need("frame_id", StringType),
      opt("answer_text", StringType),
      opt("value", DoubleType),
      opt("value_kind", StringType),
      need("parse_status", StringType),
      opt("confidence", DoubleType),
      opt("prompt_tokens", IntegerType),
      opt("answer_tokens", IntegerType),
      opt("latency_ms", DoubleType),
      opt("batch_size", IntegerType),
      opt("effective_focal_px", DoubleType),
      need("executor_id", StringType),
      need("device", StringType),
      opt("computed_in", StringType),
      opt("service_model", StringType),
      opt("service_fingerprint", StringType),
      opt("cost_usd", DoubleType),
      opt("error_code", StringType),
      opt("error_retriable", BooleanType),
      opt("error_detail", StringType),
      opt("reused_from", StringType),
      need("predicted_at", TimestampType),
      opt("expected_abs_rel", DoubleType),
      opt("token_px", IntegerType),
      opt("finish_reason", StringType)),

  /** Each row is a figure. Key: run_id, variant_id, dataset, task, slice, metric, aggregation. */
  METRICS(
      List.of("run_id"),
      need("run_id", StringType),
      need("variant_id", StringType),
      need("dataset", StringType),
      need("task", StringType),
      need("slice", StringType),
      need("metric", StringType),
      need("aggregation", StringType),
      opt("value", DoubleType),
      opt("ci_low", DoubleType),
      opt("ci_high", DoubleType),
      need("n_points", LongType),
      need("n_images", LongType),
      need("n_unparsed", LongType),
      need("n_non_positive", LongType),
      need("n_failed", LongType),
      need("n_rejected", LongType),
      need("n_excluded", LongType),
      need("compare_as", StringType),
      opt("measures", StringType),
      opt("unit", StringType),
      opt("item", StringType),
      opt("n_items", LongType)),

  /** Each row is a step of a training run. Key: train_id, step. */
  TRAINING(
      List.of("train_id"),
      need("train_id", StringType),
      need("step", LongType),
      need("name", StringType),
      need("samples", LongType),
      need("loss", DoubleType),
      need("token_accuracy", DoubleType),
      need("gradient_norm", DoubleType),
      need("learning_rate", DoubleType),
      need("taught_tokens", LongType),
      need("samples_per_s", DoubleType),
      need("step_s", DoubleType),
      need("waited_s", DoubleType),
      need("workers", IntegerType),
      opt("held_out_loss", DoubleType),
      opt("held_out_token_accuracy", DoubleType),
      opt("held_out_delta1", DoubleType),
      opt("held_out_abs_rel", DoubleType),
      opt("held_out_points", LongType),
      opt("held_out_unparsed", LongType),
      opt("held_out_tasks", heldOutTasks()),
      need("stepped_at", TimestampType)),

  /** Each row is a run. Key: run_id. */
  RUNS(
      List.of("run_id"),
      need("run_id", StringType),
      need("status", StringType),
      need("sweep", StringType),
      need("config_hash", StringType),
      need("config_passed", StringType),
      need("config_effective", StringType),
      need("program_version", StringType),
      opt("git_revision", StringType),
      need("table_versions", DataTypes.createMapType(StringType, LongType)),
      need("counts", DataTypes.createMapType(StringType, LongType)),
      opt("failure", StringType),
      opt("lease_owner", StringType),
      opt("lease_until", TimestampType),
      need("started_at", TimestampType),
      opt("finished_at", TimestampType),
      need("device_seconds", DoubleType),
      opt("accepted_at", TimestampType),
      opt("computed_in", DataTypes.createArrayType(StringType)));

  private final List<String> partitionedBy;
  private final StructType schema;

  Table(List<String> partitionedBy, StructField... fields) {
    this.partitionedBy = partitionedBy;
    this.schema =
        new StructType(
            Arrays.stream(fields)
                .map(f -> f.withComment(ColumnComments.of(tableName(), f.name())))
                .toArray(StructField[]::new));
  }

  private static DataType heldOutTasks() {
    return DataTypes.createArrayType(
        new StructType()
            .add("task", StringType)
            .add("parameters", StringType)
            .add("loss", DoubleType)
            .add("token_accuracy", DoubleType)
            .add("delta1", DoubleType)
            .add("abs_rel", DoubleType)
            .add("points", LongType)
            .add("unparsed", LongType));
  }

  /** The folder under the warehouse and the name in SQL. */
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The columns, in order. */
  public StructType schema() {
    return schema;
  }

  /** The partition columns, in order. */
  public List<String> partitionedBy() {
    return partitionedBy;
  }

  /** The table of a name, for messages that list them. */
  public static String names() {
    return Arrays.stream(values()).map(Table::tableName).collect(Collectors.joining(", "));
  }
}
