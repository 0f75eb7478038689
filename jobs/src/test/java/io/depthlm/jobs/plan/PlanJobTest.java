package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.Subset;
import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.JobCounter;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestFrames.Point;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanJobTest {
  private static final Intrinsics CAMERA = new Intrinsics(50, 50, 30, 20, 60, 40);
  private static final TaskSpec AXIS = TaskSpec.of(TaskKind.AXIS_DISTANCE);
  private static final TaskSpec PAIR = TaskSpec.of(TaskKind.POINT_DISTANCE);
  private static final TaskSpec MOTION = TaskSpec.of(TaskKind.CAMERA_MOTION);
  private static final Subset ALL = new Subset.All();

  @TempDir static Path folder;
  private static Warehouse warehouse;

  @BeforeAll
  static void open() {
    warehouse = new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
  }

  private static PlanResult plan(String dataset, Subset frames, Subset points, TaskSpec... tasks) {
    return new PlanJob(warehouse, new PlanRequest(dataset, null, frames, points, List.of(tasks)))
        .run(Progress.SILENT);
  }

  private static List<Row> queries(PlanResult plan) {
    return warehouse
        .read(Table.QUERIES)
        .where(col("plan_id").equalTo(plan.planId()))
        .orderBy("work_unit", "frame_ids", "point_ids")
        .collectAsList();
  }

  private static String frameOf(Row query) {
    return query.<String>getList(query.fieldIndex("frame_ids")).get(0);
  }

  private static Frame frame(String id, int imageSeed, int points) {
    return new Frame(id, TestFrames.png(imageSeed, 60, 40), CAMERA, TestFrames.points(points));
  }

  @Test
  void aPreviewMakesTheQuestionsOnce() {
    TestFrames.write(warehouse, folder, "preview", List.of(frame("p0", 31, 5)));
    PlanRequest request = new PlanRequest("preview", null, ALL, ALL, List.of(AXIS, PAIR));
    try (PlanJob job = new PlanJob(warehouse, request)) {
      assertEquals(Map.of(AXIS, 5L, PAIR, 2L), job.preview(Progress.SILENT).queriesByTask());
      Dataset<Row> questions = job.questions();
      assertTrue(isKept(questions), "what was counted is what is looked at");
      assertEquals(7, questions.count());
      job.close();
      assertFalse(isKept(questions));
    }
  }

  private static boolean isKept(Dataset<Row> rows) {
    return rows.select("query_id")
        .queryExecution()
        .withCachedData()
        .toString()
        .contains("InMemoryRelation");
  }

  @Test
  void everyPointIsAQuestionOrARejectForEveryTask() {
    List<Point> twice = new ArrayList<>(TestFrames.points(3));
    twice.set(2, new Point(twice.get(0).xPx(), twice.get(0).yPx(), 5));
    List<Frame> frames =
        List.of(
            frame("a0", 1, 5).in("s", 0.0),
            new Frame("a1", TestFrames.png(2, 60, 40), CAMERA, twice).in("s", 1.5),
            frame("a2", 1, 5).in("other", 3.0), // a0's image and camera again
            frame("a3", 3, 0),
            frame("a4", 4, 1).in("s", null), // no pose: nothing moves to it
            new Frame(
                "a5",
                TestFrames.png(1, 60, 40), // a0's image, another camera: other questions
                new Intrinsics(60, 60, 30, 20, 60, 40),
                TestFrames.points(4)));
    TestFrames.write(warehouse, folder, "kinds", frames);
    PlanResult plan = plan("kinds", ALL, ALL, AXIS, PAIR, MOTION);

    assertEquals(Map.of(AXIS, 5L + 2 + 1 + 4, PAIR, 2L + 1 + 2, MOTION, 1L), plan.queriesByTask());
    Map<String, Long> rejected = new TreeMap<>();
    Map<String, Long> pointsOf = new HashMap<>();
    for (Row reject :
        warehouse
            .read(Table.REJECTS)
            .where(col("plan_id").equalTo(plan.planId()))
            .collectAsList()) {
      String at = reject.getAs("task") + " " + reject.getAs("frame_id");
      rejected.merge(at + " " + reject.getAs("reason"), 1L, Long::sum);
      pointsOf.merge(reject.getAs("task"), (long) reject.<Integer>getAs("n_points"), Long::sum);
    }
    assertEquals(
        Map.of(
            "axis_distance a1 duplicate_question", 1L,
            "axis_distance a2 duplicate_question", 5L,
            "point_distance a0 unpaired_point", 1L,
            "point_distance a1 unpaired_point", 1L,
            "point_distance a2 duplicate_question", 2L,
            "point_distance a2 unpaired_point", 1L,
            "point_distance a4 unpaired_point", 1L),
        rejected);
    long points = frames.stream().mapToLong(f -> f.points().size()).sum();
    assertEquals(points, plan.queriesByTask().get(AXIS) + pointsOf.get("axis_distance"));
    assertEquals(points, 2 * plan.queriesByTask().get(PAIR) + pointsOf.get("point_distance"));

    List<Row> rows = queries(plan);
    assertEquals(rows.size(), rows.stream().map(r -> r.getAs("query_id")).distinct().count());
    Row motion =
        rows.stream()
            .filter(r -> r.getAs("task").equals("camera_motion"))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("a0", "a1"), motion.getList(motion.fieldIndex("frame_ids")));
    assertEquals(1.5, motion.<Double>getAs("truth_value"), 1e-12);

    // the same again is found
    Map<String, Long> versions = warehouse.versions();
    assertEquals(plan, plan("kinds", ALL, ALL, AXIS, PAIR, MOTION));
    assertEquals(versions, warehouse.versions());

    // another label of one point: another plan with the same questions
    List<Frame> relabelled = new ArrayList<>(frames);
    List<Point> moved = new ArrayList<>(TestFrames.points(1));
    moved.set(0, new Point(moved.get(0).xPx(), moved.get(0).yPx(), 42));
    relabelled.set(4, new Frame("a4", TestFrames.png(4, 60, 40), CAMERA, moved).in("s", null));
    TestFrames.write(warehouse, folder, "kinds", relabelled);
    PlanResult changed = plan("kinds", ALL, ALL, AXIS, PAIR, MOTION);
    assertNotEquals(plan.planId(), changed.planId());
    assertEquals(ids(plan), ids(changed));
    assertTrue(queries(changed).stream().anyMatch(r -> r.<Double>getAs("truth_value") == 42.0));
  }

  /** Each run of a sweep finds its plan first, and most of its length is such look-ups. */
  @Test
  void aPlanThatStandsIsFoundInOneLook() {
    TestFrames.write(warehouse, folder, "found", List.of(frame("a", 1, 5)));
    PlanRequest request = new PlanRequest("found", null, ALL, ALL, List.of(AXIS));
    PlanResult written = new PlanJob(warehouse, request).run(Progress.SILENT);
    PlanJob again = new PlanJob(warehouse, request);
    assertEquals(written.planId(), again.planId());
    List<String> jobs =
        JobCounter.jobsOf(
            warehouse.spark().sparkContext(),
            () -> assertEquals(written, again.run(Progress.SILENT)));
    assertTrue(jobs.size() <= 4, () -> jobs.size() + " jobs:\n" + String.join("\n", jobs));
  }

  private static Set<String> ids(PlanResult plan) {
    return queries(plan).stream().map(r -> r.<String>getAs("query_id")).collect(Collectors.toSet());
  }

  @Test
  void selectionsTakeTheFirstOrASeededSample() {
    TestFrames.write(
        warehouse,
        folder,
        "select",
        IntStream.range(0, 12).mapToObj(f -> frame("f%02d".formatted(f), f, 4)).toList());
    // What a seed draws may never change: it would change what users compare.
    assertEquals(
        Map.of("f00", Set.of(1, 3), "f01", Set.of(2, 3), "f02", Set.of(1, 2)),
        pointsByFrame(new Subset.First(3), new Subset.Sample(2, 1)));
    assertEquals(
        Map.of(
            "f00", Set.of(0, 1, 2),
            "f02", Set.of(0, 1, 2),
            "f06", Set.of(0, 1, 2),
            "f07", Set.of(0, 1, 2),
            "f10", Set.of(0, 1, 2)),
        pointsByFrame(new Subset.Sample(5, 1), new Subset.First(3)));

    UserError none = assertThrows(UserError.class, () -> plan("nothing", ALL, ALL, AXIS));
    assertTrue(
        none.getMessage().startsWith("dataset 'nothing' has no frames in"), none::getMessage);
  }

  private static Map<String, Set<Integer>> pointsByFrame(Subset frames, Subset points) {
    Map<String, Set<Integer>> found = new TreeMap<>();
    for (Row query : queries(plan("select", frames, points, AXIS))) {
      found
          .computeIfAbsent(frameOf(query), f -> new TreeSet<>())
          .add(query.<Integer>getList(query.fieldIndex("point_ids")).get(0));
    }
    return found;
  }

  @Test
  void unitsNeverCutAFrameAndHaveNoGaps() {
    int[] points = {700, 5, 1, 300, 300, 20, 20, 900, 3, 3, 3, 256, 256, 1, 250, 10};
    TestFrames.write(
        warehouse,
        folder,
        "units",
        IntStream.range(0, points.length)
            .mapToObj(f -> frame("f%02d".formatted(f), f, points[f]))
            .toList());
    PlanResult plan = plan("units", ALL, ALL, AXIS);
    Map<String, Set<Integer>> unitsOfFrame = new TreeMap<>();
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (Row query : queries(plan)) {
      int unit = query.getAs("work_unit");
      unitsOfFrame.computeIfAbsent(frameOf(query), f -> new TreeSet<>()).add(unit);
      sizes.merge(unit, 1, Integer::sum);
    }
    assertEquals(points.length, unitsOfFrame.size());
    int last = 0;
    for (Map.Entry<String, Set<Integer>> entry : unitsOfFrame.entrySet()) {
      assertEquals(1, entry.getValue().size(), entry::toString);
      int unit = entry.getValue().iterator().next();
      assertTrue(unit == last || unit == last + 1, "a gap before " + entry);
      last = unit;
    }
    assertEquals(plan.units(), sizes.size());
    assertEquals(
        IntStream.range(0, plan.units()).boxed().collect(Collectors.toSet()), sizes.keySet());
    assertEquals(IntStream.of(points).sum(), sizes.values().stream().mapToInt(i -> i).sum());
  }

  @Test
  void twoDriversThatPlanAtOncePlanOnce() throws Exception {
    Warehouse fresh = new Warehouse(TestSpark.session(), folder.resolve("race").toString());
    TestFrames.write(fresh, folder, "race", List.of(frame("a", 1, 5), frame("b", 1, 5)));
    PlanRequest request = new PlanRequest("race", null, ALL, ALL, List.of(AXIS));
    CyclicBarrier start = new CyclicBarrier(2);
    Callable<PlanResult> driver =
        () -> {
          start.await();
          return new PlanJob(fresh, request).run(Progress.SILENT);
        };
    ExecutorService drivers = Executors.newFixedThreadPool(2);
    try {
      Future<PlanResult> one = drivers.submit(driver);
      Future<PlanResult> two = drivers.submit(driver);
      assertEquals(one.get().planId(), two.get().planId());
    } finally {
      drivers.shutdownNow();
    }
    assertEquals(5, fresh.read(Table.QUERIES).count());
    assertEquals(5, fresh.read(Table.REJECTS).count());
  }
}
