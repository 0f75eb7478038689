package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.depthlm.common.config.Subset;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** The questions of a selection of one dataset, into {@code queries}. */
public final class PlanJob {
  /** About how many questions a work unit has: a minute of a slow model, a blink of a fast one. */
  public static final int QUESTIONS_PER_UNIT = 256;

  private static final int ATTEMPTS = 5;
  private static final StructType RANKS =
      new StructType().add("work_unit", DataTypes.IntegerType).add("rank", DataTypes.IntegerType);

  private static final List<String> FRAME =
      List.of(
          "frame_id",
          "image_sha256",
          "fx_px",
          "fy_px",
          "cx_px",
          "cy_px",
          "width_px",
          "height_px",
          "camera_to_world");

  private final Warehouse warehouse;
  private final SparkSession spark;
  private final PlanRequest request;
  private Selection selection;

  /** The frames that are asked about, as they were at the first look, and the plan's id. */
  private record Selection(Dataset<Row> frames, String planId) {}

  /** A job for one dataset. */
  public PlanJob(Warehouse warehouse, PlanRequest request) {
    this.warehouse = warehouse;
    this.spark = warehouse.spark();
    this.request = request;
  }

  /**
   * The id of the plan, whether it stands or not.
   *
   * @throws UserError if the dataset has no frames
   */
  public String planId() {
    try (JobGroup ignored = JobGroup.of(spark, "plan", "plan " + request.dataset())) {
      return selection().planId();
    }
  }

  /**
   * Finds the plan, or makes it in one commit.
   *
   * @throws UserError if the dataset has no frames
   */
  public PlanResult run(Progress progress) {
    try (JobGroup ignored = JobGroup.of(spark, "plan", "plan " + request.dataset())) {
      String planId = selection().planId();
      if (stands(planId)) {
        progress.say("plan: " + request.dataset() + " stands already (" + planId + ")");
        return result(planId);
      }
      progress.say("plan: writing the questions of " + request.dataset());
      return write(planId, selection().frames());
    }
  }

  /**
   * What {@link #run} would give; writes nothing.
   *
   * @throws UserError if the dataset has no frames
   */
  public PlanResult preview(Progress progress) {
    Dataset<Row> frames = selection().frames();
    String planId = selection().planId();
    if (stands(planId)) {
      return result(planId);
    }
    progress.say("plan: counting the questions of " + request.dataset());
    Dataset<Row> made =
        RepeatedImages.rejected(questions(planId, frames), frames)
            .groupBy("task", "parameters")
            .agg(
                sum(when(col("reason").isNull(), 1L).otherwise(0L)),
                sum(when(col("reason").isNotNull(), 1L).otherwise(0L)))
            .orderBy("task", "parameters");
    Map<TaskSpec, Long> byTask = new LinkedHashMap<>();
    long rejected = 0;
    for (Row row : made.collectAsList()) {
      byTask.put(TaskSpec.parse(row.getString(0), row.getString(1)), row.getLong(2));
      rejected += row.getLong(3);
    }
    return new PlanResult(planId, request.dataset(), 0, byTask, rejected);
  }

  /**
   * The plan's questions, rows as in {@code queries}: those that stand, or else what {@link #run}
   * would write, but for the number of the work unit. Writes nothing.
   *
   * @throws UserError if the dataset has no frames
   */
  public Dataset<Row> questions() {
    String planId = selection().planId();
    if (stands(planId)) {
      return warehouse.read(Table.QUERIES).where(col("plan_id").equalTo(planId));
    }
    Dataset<Row> frames = selection().frames();
    return RepeatedImages.rejected(questions(planId, frames), frames)
        .where("reason IS NULL")
        .select(
            Stream.of(Table.QUERIES.schema().fieldNames()).map(c -> col(c)).toArray(Column[]::new));
  }

  private Selection selection() {
    if (selection == null) {
      Dataset<Row> frames = selectedFrames();
      selection = new Selection(frames, planId(frames));
    }
    return selection;
  }

  private Dataset<Row> selectedFrames() {
    Dataset<Row> frames =
        warehouse.read(Table.FRAMES).where(col("dataset").equalTo(request.dataset()));
    if (request.split() != null) {
      frames = frames.where(col("split").equalTo(request.split()));
    }
    if (request.frames() instanceof Subset.First first) {
      return frames.orderBy("frame_id").limit(first.count());
    }
    if (request.frames() instanceof Subset.Sample sample) {
      return frames
          .orderBy(xxhash64(lit(sample.seed()), col("frame_id")), col("frame_id"))
          .limit(sample.count());
    }
    return frames;
  }

  /** The hash of the request and of the content of the frames it speaks of, labels included. */
  private String planId(Dataset<Row> frames) {
    Column hash = xxhash64(col("frame_id"), col("content_hash"));
    Row content =
        frames
            .agg(count(lit(1)), bit_xor(hash), sum(hash.cast("decimal(38,0)")).cast("string"))
            .first();
    if (content.getLong(0) == 0) {
      throw new UserError(
          "dataset '%s'%s has no frames in %s"
              .formatted(
                  request.dataset(),
                  request.split() == null ? "" : " split '" + request.split() + "'",
                  warehouse.uri()),
          "ingest it first, or name another warehouse");
    }
    List<String> parts =
        new ArrayList<>(
            List.of(
                "plan",
                Integer.toString(QUESTIONS_PER_UNIT),
                request.dataset(),
                String.valueOf(request.split()),
                request.frames().toString(),
                request.pointsPerFrame().toString(),
                content.get(0) + " " + content.get(1) + " " + content.get(2)));
    request.tasks().forEach(t -> parts.add(t.kind().key() + " " + t.parameters()));
    return Ids.of(parts.toArray(String[]::new));
  }

  private boolean stands(String planId) {
    return !warehouse.read(Table.QUERIES).where(col("plan_id").equalTo(planId)).isEmpty();
  }

  private PlanResult write(String planId, Dataset<Row> frames) {
    Dataset<Row> made = questions(planId, frames).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> numbered = null;
    try {
      Map<Integer, Long> before = new HashMap<>();
      long running = 0;
      for (Row part : made.groupBy("part").agg(count(lit(1))).orderBy("part").collectAsList()) {
        before.put(part.getInt(0), running);
        running += part.getLong(1);
      }
      numbered =
          RepeatedImages.rejected(
                  made.mapPartitions(
                      new WorkUnits(before, QUESTIONS_PER_UNIT), Encoders.row(QuestionRows.SCHEMA)),
                  frames)
              .persist(StorageLevel.MEMORY_AND_DISK());
      // All that the steps below ask of the rows, in one pass.
      List<Row> summary =
          numbered
              .groupBy("task", "parameters", "work_unit")
              .agg(count(when(col("reason").isNull(), 1)), count(col("reason")))
              .collectAsList();
      made.unpersist();
      long rejected = summary.stream().mapToLong(r -> r.getLong(4)).sum();
      // Rejects first: once a plan's questions stand, its rejects stand as well.
      if (rejected > 0) {
        replace(
            Table.REJECTS,
            "stage = 'plan' AND ",
            planId,
            rejectRows(planId, numbered.where("reason IS NOT NULL")));
      }
      TreeSet<Integer> units = new TreeSet<>();
      Map<TaskSpec, Long> byTask = new LinkedHashMap<>();
      summary.stream()
          .filter(r -> r.getLong(3) > 0)
          .sorted(
              Comparator.comparing((Row r) -> r.getString(0)).thenComparing(r -> r.getString(1)))
          .forEach(
              r -> {
                units.add(r.getInt(2));
                byTask.merge(
                    TaskSpec.parse(r.getString(0), r.getString(1)), r.getLong(3), Long::sum);
              });
      if (units.isEmpty()) {
        throw new UserError(
            "no question can be asked about dataset '" + request.dataset() + "'",
            "see its rows in rejects, and whether its frames have points");
      }
      replace(Table.QUERIES, "", planId, withoutGaps(numbered.where("reason IS NULL"), units));
      return new PlanResult(planId, request.dataset(), units.size(), byTask, rejected);
    } finally {
      made.unpersist();
      if (numbered != null) {
        numbered.unpersist();
      }
    }
  }

  /**
   * Writes the plan's rows, in place of those that another driver may have written since we looked:
   * they are the same.
   */
  private void replace(Table table, String stage, String planId, Dataset<Row> rows) {
    for (int attempt = 1; ; attempt++) {
      try {
        warehouse.replaceWhere(table, stage + "plan_id = '" + planId + "'", rows);
        return;
      } catch (ConcurrentModificationException e) {
        if (stands(planId)) {
          return;
        }
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Work units numbered without gaps, so that their numbers spread evenly over tasks. */
  private Dataset<Row> withoutGaps(Dataset<Row> queries, SortedSet<Integer> units) {
    List<Row> ranks = new ArrayList<>();
    for (int unit : units) {
      ranks.add(RowFactory.create(unit, ranks.size()));
    }
    return queries
        .join(broadcast(spark.createDataFrame(ranks, RANKS)), Joins.on("work_unit"), "inner")
        .drop("work_unit")
        .withColumnRenamed("rank", "work_unit");
  }

  private Dataset<Row> questions(String planId, Dataset<Row> frames) {
    Dataset<Row> points =
        warehouse
            .read(Table.POINTS)
            .where(col("dataset").equalTo(request.dataset()))
            .groupBy("frame_id")
            .agg(
                collect_list(
                        struct(
                            "point_id",
                            "x_px",
                            "y_px",
                            "label_kind",
                            "z_m",
                            "radial_m",
                            "region",
                            "plane_id"))
                    .as("points"));
    boolean pairs = request.tasks().stream().anyMatch(t -> t.kind().framesPerQuestion() > 1);
    Column frame = struct(FRAME.stream().map(c -> col(c)).toArray(Column[]::new));
    Dataset<Row> cameras =
        frames.withColumn(
            "next",
            pairs
                ? when(
                    col("scene_id").isNotNull(),
                    lead(frame, 1).over(Window.partitionBy("scene_id").orderBy("frame_id")))
                : when(lit(false), frame));
    return cameras
        .join(points, Joins.on("frame_id"), "left")
        .repartitionByRange(parts(), col("frame_id"))
        .sortWithinPartitions("frame_id")
        .flatMap(
            new QuestionRows(planId, request.dataset(), request.tasks(), request.pointsPerFrame()),
            Encoders.row(QuestionRows.SCHEMA));
  }

  private int parts() {
    return Math.max(2, spark.sparkContext().defaultParallelism() * 2);
  }

  private Dataset<Row> rejectRows(String planId, Dataset<Row> rejects) {
    return rejects.select(
        md5(concat_ws(
                "\u0001",
                lit("plan"),
                lit(planId),
                col("task"),
                col("parameters"),
                col("frame_id"),
                col("point_id").cast("string"),
                col("reason")))
            .as("reject_id"),
        lit("").as("run_id"),
        lit("").as("variant_id"),
        lit("plan").as("stage"),
        col("dataset"),
        col("frame_id"),
        col("point_id"),
        lit(planId).as("plan_id"),
        lit(null).cast("string").as("query_id"),
        col("task"),
        expr("CASE WHEN point_id < 0 THEN 0 ELSE greatest(1, size(point_ids)) END").as("n_points"),
        lit(null).cast("string").as("source_uri"),
        lit(null).cast("long").as("source_line"),
        col("reason"),
        col("detail"));
  }

  private PlanResult result(String planId) {
    Map<TaskSpec, Long> byTask = new LinkedHashMap<>();
    int units = 0;
    for (Row row :
        warehouse
            .read(Table.QUERIES)
            .where(col("plan_id").equalTo(planId))
            .groupBy("task", "parameters")
            .agg(count(lit(1)), max("work_unit"))
            .orderBy("task", "parameters")
            .collectAsList()) {
      byTask.put(TaskSpec.parse(row.getString(0), row.getString(1)), row.getLong(2));
      units = Math.max(units, row.getInt(3) + 1);
    }
    long rejected =
        warehouse
            .read(Table.REJECTS)
            .where(col("stage").equalTo("plan").and(col("plan_id").equalTo(planId)))
            .count();
    return new PlanResult(planId, request.dataset(), units, byTask, rejected);
  }
}
