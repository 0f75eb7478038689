package io.depthlm.jobs.bench;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.config.Subset;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.synth.LocalTarget;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthSplit;
import io.depthlm.common.synth.SynthWriter;
import io.depthlm.jobs.ingest.IngestJob;
import io.depthlm.jobs.ingest.IngestRequest;
import io.depthlm.jobs.plan.PlanJob;
import io.depthlm.jobs.plan.PlanRequest;
import io.depthlm.jobs.plan.PlanResult;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.StoredImage;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * The same questions for every part: in the tables for the Spark job, as work for the pipeline.
 *
 * @param work those that the border rule lets through, frame by frame
 */
record BenchQuestions(Warehouse warehouse, PlanResult plan, List<FrameWork> work) {
  static final String DATASET = "bench";

  /** One focal length: frames of one size after normalisation, so that batches are full. */
  static final double SYNTH_FOCAL_PX = 600;

  /** Draws, ingests and plans. */
  static BenchQuestions make(Warehouse warehouse, BenchRequest request, Progress progress)
      throws IOException {
    Path frames = request.folder().resolve("frames");
    SynthSettings settings =
        SynthSettings.of(request.frames(), 5)
            .withSplit(SynthSplit.EVAL)
            .withFocal(SYNTH_FOCAL_PX, SYNTH_FOCAL_PX);
    settings =
        settings.withLabels(request.pointsPerFrame(), settings.labelKind(), settings.pattern());
    SynthWriter.write(settings, new LocalTarget(frames));
    new IngestJob(
            warehouse,
            IngestRequest.ofLines(DATASET, frames.toString(), settings.labelKind()),
            ImageLimits.DEFAULT)
        .run(progress);
    PlanResult plan =
        new PlanJob(
                warehouse,
                new PlanRequest(
                    DATASET,
                    null,
                    new Subset.All(),
                    new Subset.All(),
                    List.of(request.asking().task())))
            .run(progress);
    return new BenchQuestions(warehouse, plan, work(warehouse, plan, request.asking()));
  }

  private static List<FrameWork> work(Warehouse warehouse, PlanResult plan, Asking asking) {
    Map<String, FrameWork.Frame> frames = new LinkedHashMap<>();
    for (Row row : warehouse.read(Table.FRAMES).orderBy("frame_id").collectAsList()) {
      Path file = Path.of(URI.create(row.<String>getAs("image_uri")));
      frames.put(
          row.getAs("frame_id"),
          new FrameWork.Frame(
              row.getAs("frame_id"),
              StoredImage.camera(row),
              row.getAs("image_sha256"),
              () -> Files.readAllBytes(file)));
    }
    Map<String, List<FrameWork.Ask>> asks = new LinkedHashMap<>();
    for (Row row :
        warehouse
            .read(Table.QUERIES)
            .where(col("plan_id").equalTo(plan.planId()))
            .orderBy("query_id")
            .collectAsList()) {
      String frameId = row.<String>getList(row.fieldIndex("frame_ids")).get(0);
      double[] x = {row.<Double>getList(row.fieldIndex("x_px")).get(0)};
      double[] y = {row.<Double>getList(row.fieldIndex("y_px")).get(0)};
      if (asking.canAsk(asking.plan(frames.get(frameId).camera()), x, y)) {
        asks.computeIfAbsent(frameId, id -> new ArrayList<>())
            .add(new FrameWork.Ask(0, row.getAs("query_id"), 0, x, y));
      }
    }
    List<FrameWork> work = new ArrayList<>();
    asks.forEach((id, of) -> work.add(new FrameWork(List.of(frames.get(id)), of)));
    return work;
  }

  /** How many there are. */
  int count() {
    return work.stream().mapToInt(w -> w.asks().size()).sum();
  }

  /** The questions as an engine is given them. */
  List<Question> prepared(Asking asking) {
    return PreparedQuestions.of(asking, work);
  }
}
