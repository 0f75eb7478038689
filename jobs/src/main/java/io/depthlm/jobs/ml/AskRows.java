package io.depthlm.jobs.ml;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.Lookahead;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.predict.TaskEngine;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/** The executors' part of {@link DepthPredictor}: adds answers to rows and keeps their order. */
record AskRows(EngineSpec spec, Asking asking, HadoopSettings hadoop, PredictorColumns columns)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  private static final int IMAGES_AHEAD = 4;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return rows;
    }
    TaskContext task = TaskContext.get();
    TaskEngine held = TaskEngine.acquire(spec, task, TaskEngine.PATIENCE);
    FramePipeline pipeline =
        new FramePipeline(List.of(asking), held.engine(), spec.needs(), IMAGES_AHEAD);
    ExecutorService readers =
        Executors.newFixedThreadPool(IMAGES_AHEAD, new DaemonThreads("predictor-images"));
    task.addTaskCompletionListener(
        (TaskCompletionListener)
            context -> {
              readers.shutdownNow();
              pipeline.close();
              held.close();
            });
    RowImages images = new RowImages(columns, hadoop, asking.limits());
    Deque<Waiting> waiting = new ArrayDeque<>();
    Iterator<FrameWork> work =
        works(new Lookahead<>(images.groups(rows), images::load, readers, IMAGES_AHEAD), waiting);
    return answered(pipeline.run(work), waiting, asking.task().kind());
  }

  /**
   * A row on its way.
   *
   * @param failure why it is not asked; null where its outcome will come
   */
  private record Waiting(Row row, Answer.Failed failure) {}

  private Iterator<FrameWork> works(Iterator<RowImages.Loaded> loaded, Deque<Waiting> waiting) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return loaded.hasNext();
      }

      @Override
      public FrameWork next() {
        RowImages.Loaded image = loaded.next();
        List<FrameWork.Ask> asks = new ArrayList<>();
        for (Row row : image.rows()) {
          Answer.Failed failure = image.failure();
          double[] n = columns.numbers(row);
          if (failure == null) {
            double[] x = {n[4]};
            double[] y = {n[5]};
            failure = asking.refusal(image.frame().camera(), x, y);
            if (failure == null) {
              asks.add(new FrameWork.Ask(0, "row", 0, x, y));
            }
          }
          waiting.add(new Waiting(row, failure));
        }
        return new FrameWork(List.of(image.frame()), asks);
      }
    };
  }

  /** Outcomes come in the order of the rows; those that are not asked stand between them. */
  private static Iterator<Row> answered(
      Iterator<Outcome> outcomes, Deque<Waiting> waiting, TaskKind task) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        // Looking for an outcome may bring rows that have none.
        return !waiting.isEmpty() || outcomes.hasNext() || !waiting.isEmpty();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Waiting next = waiting.remove();
        if (next.failure() != null) {
          return PredictorColumns.encode(next.row(), task, next.failure(), ParsedAnswer.UNPARSED);
        }
        Outcome outcome = outcomes.next();
        return PredictorColumns.encode(next.row(), task, outcome.answer(), outcome.parsed());
      }
    };
  }
}
