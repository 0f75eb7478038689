package io.depthlm.jobs.plan;

import io.depthlm.common.config.Subset;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.task.Truth;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.StoredImage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Turns rows of frames into rows of questions and rejects: decodes, calls {@link Questions},
 * encodes.
 *
 * <p>A row of {@link #ROWS} is a question where {@code reason} is null, a reject otherwise.
 */
record QuestionRows(String planId, String dataset, List<TaskSpec> tasks, Subset pointsPerFrame)
    implements FlatMapFunction<Row, Row>, Serializable {

  /** Questions and rejects. */
  static final RowCodec<QuestionRow> ROWS = RowCodec.of(QuestionRow.class);

  /** The columns of {@code queries}, then what a reject needs and where the row was made. */
  record QuestionRow(
      String planId,
      String queryId,
      int workUnit,
      String task,
      String parameters,
      String dataset,
      List<String> frameIds,
      List<Integer> pointIds,
      List<Double> xPx,
      List<Double> yPx,
      double truthValue,
      String truthKind,
      String unit,
      Double truthZM,
      Double truthRadialM,
      LabelKind labelKind,
      String region,
      List<String> masks,
      Double fxPx,
      Double fyPx,
      Double cxPx,
      Double cyPx,
      Integer widthPx,
      Integer heightPx,
      Integer planeId,
      Double stepNearZM,
      Double stepFarZM,
      RejectReason reason,
      String detail,
      Integer pointId,
      String frameId,
      int part) {}

  @Override
  public Iterator<Row> call(Row row) {
    Questions.Frame frame = frame(row);
    Questions.Result result = new Questions(tasks).of(frame);
    int part = TaskContext.getPartitionId();
    List<QuestionRow> rows = new ArrayList<>(result.queries().size() + result.rejected().size());
    Map<Integer, List<String>> masks = masks(row);
    result.queries().forEach(q -> rows.add(question(q, frame, masks, part)));
    result.rejected().forEach(r -> rows.add(reject(r, frame, part)));
    return ROWS.encode(rows.iterator());
  }

  private Questions.Frame frame(Row row) {
    Row next = row.getAs("next");
    return new Questions.Frame(
        row.getAs("frame_id"),
        row.getAs("image_sha256"),
        StoredImage.camera(row),
        StoredImage.pose(row),
        taken(row.getAs("frame_id"), points(row)),
        next == null
            ? null
            : new Questions.Frame(
                next.getAs("frame_id"),
                next.getAs("image_sha256"),
                StoredImage.camera(next),
                StoredImage.pose(next),
                List.of(),
                null));
  }

  private static List<Questions.Point> points(Row row) {
    int at = row.fieldIndex("points");
    if (row.isNullAt(at)) {
      return List.of();
    }
    List<Questions.Point> points = new ArrayList<>();
    for (Row p : row.<Row>getList(at)) {
      points.add(
          new Questions.Point(
              p.getAs("point_id"),
              new GroundTruthPoint(
                  p.getAs("x_px"),
                  p.getAs("y_px"),
                  LabelKind.ofKey(p.getAs("label_kind")),
                  p.getAs("z_m"),
                  p.getAs("radial_m")),
              p.getAs("region"),
              p.getAs("plane_id"),
              p.getAs("step_near_z_m"),
              p.getAs("step_far_z_m")));
    }
    points.sort(Comparator.comparingInt(Questions.Point::pointId));
    return points;
  }

  /** The points of a frame that are asked about; a sample keeps the order of ids. */
  private List<Questions.Point> taken(String frameId, List<Questions.Point> points) {
    if (pointsPerFrame instanceof Subset.First first) {
      return points.subList(0, Math.min(first.count(), points.size()));
    }
    if (pointsPerFrame instanceof Subset.Sample sample && sample.count() < points.size()) {
      List<Questions.Point> drawn = new ArrayList<>(points);
      drawn.sort(
          Comparator.comparing(
              (Questions.Point p) ->
                  Ids.of("sample", Long.toString(sample.seed()), frameId, "" + p.pointId())));
      List<Questions.Point> kept = drawn.subList(0, sample.count());
      kept.sort(Comparator.comparingInt(Questions.Point::pointId));
      return kept;
    }
    return points;
  }

  /** The names of the slices that a point's masks make, by its id. */
  private static Map<Integer, List<String>> masks(Row row) {
    int at = row.fieldIndex("masks");
    if (row.isNullAt(at)) {
      return Map.of();
    }
    Map<Integer, List<String>> masks = new HashMap<>();
    for (Row point : row.<Row>getList(at)) {
      masks.put(point.getAs("point_id"), point.getList(point.fieldIndex("names")));
    }
    return masks;
  }

  private QuestionRow question(
      Questions.Query q, Questions.Frame frame, Map<Integer, List<String>> masks, int part) {
    Truth truth = q.truth();
    Questions.Point only = q.points().size() == 1 ? q.points().get(0) : null;
    Intrinsics camera = frame.camera();
    return new QuestionRow(
        planId,
        q.queryId(),
        0,
        q.task().kind().key(),
        q.task().parameters(),
        dataset,
        q.frameIds(),
        q.points().stream().map(Questions.Point::pointId).toList(),
        q.points().stream().map(p -> p.label().xPx()).toList(),
        q.points().stream().map(p -> p.label().yPx()).toList(),
        truth.value(),
        truth.kind(),
        truth.unit(),
        truth.zM(),
        truth.radialM(),
        truth.labelKind(),
        only == null ? null : only.region(),
        only == null ? null : masks.get(only.pointId()),
        camera.fxPx(),
        camera.fyPx(),
        camera.cxPx(),
        camera.cyPx(),
        camera.widthPx(),
        camera.heightPx(),
        only == null ? null : only.planeId(),
        only == null ? null : only.stepNearZM(),
        only == null ? null : only.stepFarZM(),
        null,
        null,
        null,
        frame.frameId(),
        part);
  }

  private QuestionRow reject(Questions.Rejected r, Questions.Frame frame, int part) {
    return new QuestionRow(
        planId,
        "",
        0,
        r.task().kind().key(),
        r.task().parameters(),
        dataset,
        List.of(frame.frameId()),
        List.of(),
        List.of(),
        List.of(),
        0.0,
        "",
        "",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        r.reason(),
        r.detail(),
        r.pointId(),
        frame.frameId(),
        part);
  }
}
