package io.depthlm.jobs.plan;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pose;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.task.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The questions of one frame, in plain Java. */
record Questions(List<TaskSpec> tasks) {
  /** A frame with its points; {@code next} is the following frame of its scene, or null. */
  record Frame(
      String frameId,
      String imageSha256,
      Intrinsics camera,
      Pose pose,
      List<Point> points,
      Frame next) {}

  /** A labelled pixel; what is not known of its surroundings is null. */
  record Point(
      int pointId,
      GroundTruthPoint label,
      String region,
      Integer planeId,
      Double stepNearZM,
      Double stepFarZM) {}

  record Query(
      String queryId, TaskSpec task, List<String> frameIds, List<Point> points, Truth truth) {}

  /**
   * @param pointId −1 where no point is concerned
   */
  record Rejected(int pointId, TaskSpec task, RejectReason reason, String detail) {}

  record Result(List<Query> queries, List<Rejected> rejected) {}

  /** All questions about a frame; points = those in queries + rejected, for each task. */
  Result of(Frame frame) {
    List<Query> queries = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    for (TaskSpec task : tasks) {
      if (task.kind().framesPerQuestion() > 1) {
        frames(task, frame, queries, rejected);
      } else {
        points(task, frame, queries, rejected);
      }
    }
    return new Result(queries, rejected);
  }

  private static void points(
      TaskSpec task, Frame frame, List<Query> queries, List<Rejected> rejected) {
    int each = task.kind().pointsPerQuestion();
    Set<String> asked = new HashSet<>();
    List<Point> points = frame.points();
    int i = 0;
    for (; i + each <= points.size(); i += each) {
      List<Point> of = points.subList(i, i + each);
      Truth truth =
          Truth.of(task, frame.camera(), of.stream().map(Point::label).toList(), List.of());
      Query query =
          new Query(id(task, List.of(frame), of), task, List.of(frame.frameId()), of, truth);
      if (!truth.isUsable()) {
        reject(of, task, RejectReason.BAD_TRUTH, "the truth is " + truth.value(), rejected);
      } else if (asked.add(query.queryId())) {
        queries.add(query);
      } else {
        reject(
            of,
            task,
            RejectReason.DUPLICATE_QUESTION,
            "the same pixels are asked already",
            rejected);
      }
    }
    reject(
        points.subList(i, points.size()),
        task,
        RejectReason.UNPAIRED_POINT,
        "no partner left",
        rejected);
  }

  private static void frames(
      TaskSpec task, Frame frame, List<Query> queries, List<Rejected> rejected) {
    Frame next = frame.next();
    if (next == null || frame.pose() == null || next.pose() == null) {
      return;
    }
    Truth truth = Truth.of(task, frame.camera(), List.of(), List.of(frame.pose(), next.pose()));
    if (!truth.isUsable()) {
      rejected.add(
          new Rejected(
              -1, task, RejectReason.BAD_TRUTH, "the camera moved " + truth.value() + " m"));
      return;
    }
    queries.add(
        new Query(
            id(task, List.of(frame, next), List.of()),
            task,
            List.of(frame.frameId(), next.frameId()),
            List.of(),
            truth));
  }

  private static void reject(
      List<Point> points,
      TaskSpec task,
      RejectReason reason,
      String detail,
      List<Rejected> rejected) {
    points.forEach(p -> rejected.add(new Rejected(p.pointId(), task, reason, detail)));
  }

  /** The hash of what is asked: task, image content, cameras, pixels; not of labels or names. */
  private static String id(TaskSpec task, List<Frame> frames, List<Point> points) {
    List<String> parts = new ArrayList<>();
    parts.add("query");
    parts.add(task.kind().key());
    parts.add(task.parameters());
    for (Frame frame : frames) {
      parts.add(frame.imageSha256());
      parts.add(frame.camera().toString());
    }
    for (Point point : points) {
      parts.add(point.label().xPx() + "," + point.label().yPx());
    }
    return Ids.of(parts.toArray(String[]::new));
  }
}
