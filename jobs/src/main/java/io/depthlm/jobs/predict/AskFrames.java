package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The executors' part of predict: turns frames with questions into {@code predictions} rows.
 * Decodes rows, runs the frame pipeline on this process's engine, encodes rows.
 *
 * @param warehouse its URI, where maps are kept
 * @param framesAhead images fetched and prepared ahead of the engine
 * @param answerLimit how long the engine may give no answer before it is given up
 */
record AskFrames(
    String runId,
    CellGroup group,
    String warehouse,
    HadoopSettings hadoop,
    int framesAhead,
    int maxAttempts,
    Duration answerLimit,
    PredictCounters counters)
    implements MapPartitionsFunction<Row, Row>, Serializable {

  @Override
  public Iterator<Row> call(Iterator<Row> frames) {
    if (!frames.hasNext()) {
      return frames;
    }
    TaskContext task = TaskContext.get();
    List<Asking> askings = group.askings();
    List<String> variantIds = group.variantIds();
    Iterator<FrameWork> work = new WorkReader(group, hadoop, maxAttempts).read(frames);
    TaskEngine held = TaskEngine.acquire(group.spec(), task, answerLimit);
    DepthEngine engine = held.engine();
    counters.engineLoads().add(held.loads());
    if (engine instanceof UnavailableEngine) {
      counters.unavailable().add(1);
    }
    EffectiveFocals focals = new EffectiveFocals();
    FramePipeline pipeline = new FramePipeline(askings, engine, group.spec().needs(), framesAhead);
    TaskMeters meters = new TaskMeters(pipeline, held.loads());
    task.addTaskCompletionListener(
        (TaskCompletionListener)
            context -> {
              pipeline.close();
              held.close();
              meters.addTimes();
              counters.engineSeconds().add(pipeline.engineSeconds());
              counters.focals().add(focals);
              if (engine.computesIn() != null) {
                counters.computedIn().add(engine.computesIn());
              }
            });
    KeptMaps maps = new KeptMaps(warehouse, group.dataset(), variantIds, hadoop);
    PredictionRows rows = new PredictionRows(runId, group, engine);
    Iterator<Outcome> outcomes = pipeline.run(work);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return outcomes.hasNext();
      }

      @Override
      public Row next() {
        Outcome outcome = outcomes.next();
        maps.keep(outcome);
        counters.answered().add(1);
        meters.count(outcome);
        if (outcome.ask().attempt() == 0) {
          counters.firstAttempts().add(1);
        }
        if (outcome.answer() instanceof Answer.Failed failed) {
          counters.failed().add(1);
          // It was put, so this is no fault of its picture.
          if (outcome.latencyMs() > 0 && failed.retriable() == Answer.Retry.LATER) {
            counters.engineFailed().add(1);
          }
        }
        if (outcome.answer() instanceof Answer.Said said && said.isCutOff()) {
          counters.cut().add(1);
        }
        focals.add(variantIds.get(outcome.ask().asking()), outcome.answer());
        return rows.encode(outcome);
      }
    };
  }
}
