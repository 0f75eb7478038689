package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineHolder;
import io.depthlm.common.engine.FramePipeline;
import io.depthlm.common.engine.FrameWork;
import io.depthlm.common.engine.Outcome;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The executors' part of predict: frames with questions in, {@code predictions} rows out. Decodes
 * rows, runs the frame pipeline on this process's engine, encodes rows.
 *
 * @param framesAhead images fetched and prepared ahead of the engine
 */
record AskFrames(
    String runId,
    CellGroup group,
    HadoopSettings hadoop,
    int framesAhead,
    int maxAttempts,
    PredictCounters counters)
    implements MapPartitionsFunction<Row, Row>, Serializable {

  @Override
  public Iterator<Row> call(Iterator<Row> frames) {
    if (!frames.hasNext()) {
      return frames;
    }
    TaskContext task = TaskContext.get();
    List<Asking> askings = group.askings();
    Iterator<FrameWork> work = new WorkReader(group, hadoop, maxAttempts).read(frames);
    EngineHolder holder = EngineHolder.ofProcess();
    long loadsBefore = holder.loads();
    EngineHolder.Lease lease;
    DepthEngine engine;
    Runnable release;
    try {
      lease = holder.acquire(group.spec(), group.spec().place(device(task)));
      engine = lease.engine();
      release = lease::close;
    } catch (EngineException e) {
      engine = new UnavailableEngine(e);
      counters.unavailable().add(1);
      release = () -> {};
    }
    counters.engineLoads().add(holder.loads() - loadsBefore);
    FramePipeline pipeline = new FramePipeline(askings, engine, group.spec().needs(), framesAhead);
    Runnable giveBack = release;
    task.addTaskCompletionListener(
        (TaskCompletionListener)
            context -> {
              pipeline.close();
              giveBack.run();
              counters.engineSeconds().add(pipeline.engineSeconds());
            });
    PredictionRows rows = new PredictionRows(runId, group, engine.device());
    Iterator<Outcome> outcomes = pipeline.run(work);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return outcomes.hasNext();
      }

      @Override
      public Row next() {
        Outcome outcome = outcomes.next();
        counters.answered().add(1);
        if (outcome.ask().attempt() == 0) {
          counters.firstAttempts().add(1);
        }
        if (outcome.answer() instanceof Answer.Failed) {
          counters.failed().add(1);
        }
        return rows.encode(outcome);
      }
    };
  }

  /** The GPU that Spark gave the task, or the processor. */
  static DeviceSlot device(TaskContext task) {
    ResourceInformation gpu = task.resourcesJMap().get("gpu");
    return gpu == null || gpu.addresses().length == 0
        ? DeviceSlot.CPU
        : new DeviceSlot(Integer.parseInt(gpu.addresses()[0]));
  }
}
