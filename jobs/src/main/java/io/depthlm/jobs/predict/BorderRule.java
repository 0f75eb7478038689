package io.depthlm.jobs.predict;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.jobs.rows.Reject;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.StoredImage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;

/**
 * Counts the variants that a question is for, and rejects those whose marker would leave the frame
 * (docs/method.md, section 2, step 5), as {@code rejects} rows. Needs cameras and pixels, no image.
 */
record BorderRule(String runId, CellGroup group) implements MapFunction<Row, Row>, Serializable {
  /** The questions. */
  static final RowCodec<Ruled> ROWS = RowCodec.of(Ruled.class);

  /**
   * A question under the rule.
   *
   * @param variants those of the question's task, rejected or not
   */
  record Ruled(int workUnit, int variants, List<Reject> rejects) {}

  @Override
  public Row call(Row question) {
    List<Reject> rejects = new ArrayList<>();
    int variants = 0;
    Intrinsics camera = camera(question);
    double[] x = doubles(question, "x_px");
    double[] y = doubles(question, "y_px");
    for (Variant variant : group.variants()) {
      Asking asking = variant.asking();
      if (!isFor(asking, question)) {
        continue;
      }
      variants++;
      if (camera != null && asking.isTooCloseToBorder(camera, x, y)) {
        rejects.add(reject(question, variant, asking.plan(camera), x, y));
      }
    }
    return ROWS.encode(new Ruled(question.getAs("work_unit"), variants, rejects));
  }

  /** Whether a question is one of the asking's task. */
  static boolean isFor(Asking asking, Row question) {
    return asking.task().kind().key().equals(question.getAs("task"))
        && asking.task().parameters().equals(question.getAs("parameters"));
  }

  /** Null for a frame that is gone since the plan was made: its questions have no end. */
  static Intrinsics camera(Row question) {
    return question.isNullAt(question.fieldIndex("fx_px")) ? null : StoredImage.camera(question);
  }

  static double[] doubles(Row row, String column) {
    return row.<Double>getList(row.fieldIndex(column)).stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private Reject reject(Row question, Variant variant, FocalPlan plan, double[] x, double[] y) {
    String queryId = question.getAs("query_id");
    List<Integer> points = question.getList(question.fieldIndex("point_ids"));
    String detail =
        "x' = %d, y' = %d in %d x %d, marker %s"
            .formatted(
                plan.mapX(x[0]),
                plan.mapY(y[0]),
                plan.prepared().widthPx(),
                plan.prepared().heightPx(),
                variant.asking().markerName());
    return new Reject(
        Ids.of("predict", runId, variant.id(), group.dataset(), queryId, Asking.BORDER),
        runId,
        variant.id(),
        RejectReason.Stage.PREDICT,
        group.dataset(),
        question.getAs("frame_id"),
        points.isEmpty() ? -1 : points.get(0),
        group.planId(),
        queryId,
        question.getAs("task"),
        points.size(),
        null,
        null,
        RejectReason.BORDER,
        detail);
  }
}
