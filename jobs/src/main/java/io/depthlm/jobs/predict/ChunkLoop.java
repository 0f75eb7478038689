package io.depthlm.jobs.predict;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.spark.Progress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Works off chunks, two at a time: while one commits, the tasks of the next already run, so that no
 * device waits for a commit.
 */
final class ChunkLoop {
  private static final int AT_ONCE = 2;

  private final RunLog run;
  private final ChunkPlanner planner;
  private final String what;
  private final Progress progress;
  private final Supplier<String> causes;
  private long othersBefore;
  private long engineFailedBefore;
  private long newsBefore;

  /**
   * @param what it asks, for people
   * @param causes why questions of the run failed so far, for people
   */
  ChunkLoop(
      RunLog run, ChunkPlanner planner, String what, Progress progress, Supplier<String> causes) {
    this.run = run;
    this.planner = planner;
    this.what = what;
    this.progress = progress;
    this.causes = causes;
  }

  /**
   * Runs all chunks.
   *
   * @param beside another commit of the run, which no chunk depends on: it runs beside the first
   *     chunk, and what it throws ends the loop after that
   * @param write runs a chunk's tasks and commits it
   */
  void run(Runnable beside, Consumer<ChunkPlanner.Chunk> write, PredictCounters counters) {
    ExecutorService drivers =
        Executors.newFixedThreadPool(AT_ONCE, new DaemonThreads("predict-chunk"));
    Deque<Future<?>> underWay = new ArrayDeque<>();
    Deque<ChunkPlanner.Chunk> chunks = new ArrayDeque<>();
    long start = System.nanoTime();
    long done = 0;
    boolean first = true;
    long total = planner.rowsLeft();
    try {
      Future<?> commit = drivers.submit(beside);
      while (planner.hasNext() || !underWay.isEmpty()) {
        while (planner.hasNext() && underWay.size() < AT_ONCE) {
          run.check();
          ChunkPlanner.Chunk chunk = planner.next();
          chunks.add(chunk);
          underWay.add(drivers.submit(() -> write.accept(chunk)));
          if (first) {
            break; // the first chunk alone measures the rate and shows whether anything works
          }
        }
        long before = done;
        await(
            underWay.remove(),
            () -> progress.update(unit(), Math.max(before, counters.answered().value()), total));
        long rows = chunks.remove().rows();
        done += rows;
        if (first) {
          first = false;
          await(commit, () -> {});
          stopIfAllFailed(counters);
        }
        stopIfEngineFails(rows, counters);
        planner.measured(done / ((System.nanoTime() - start) / 1e9));
        progress.update(unit(), done, total);
      }
      await(commit, () -> {});
    } finally {
      stop(drivers);
    }
  }

  /** Returns when no chunk can commit any more: after that the run may be another driver's. */
  private static void stop(ExecutorService drivers) {
    drivers.shutdownNow();
    boolean interrupted = false;
    while (!drivers.isTerminated()) {
      try {
        drivers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String unit() {
    return "questions (" + what + ")";
  }

  private static void await(Future<?> chunk, Runnable everySecond) {
    try {
      while (true) {
        try {
          chunk.get(1, TimeUnit.SECONDS);
          return;
        } catch (TimeoutException e) {
          everySecond.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while a chunk was under way");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException("a chunk failed", e.getCause());
    }
  }

  private void stopIfAllFailed(PredictCounters counters) {
    long answered = counters.answered().value();
    // What failed before and fails again is no news; the rest of the run stands.
    boolean news = counters.firstAttempts().value() > 0 || counters.unavailable().value() > 0;
    if (news && answered > 0 && counters.failed().value() == answered) {
      throw stopped(
          "none of the first %,d questions (%s) could be answered".formatted(answered, what));
    }
  }

  /**
   * An engine that dies on the way would turn all that is left into failures; what is not asked
   * stays open instead. It is over when a chunk's worth of questions went by without an answer.
   */
  private void stopIfEngineFails(long rows, PredictCounters counters) {
    long engineFailed = counters.engineFailed().value();
    long others = counters.answered().value() - engineFailed;
    long news = counters.firstAttempts().value();
    if (others > othersBefore) {
      othersBefore = others;
      engineFailedBefore = engineFailed;
      newsBefore = news;
    } else if (news > newsBefore && engineFailed - engineFailedBefore >= Math.max(1, rows)) {
      throw stopped(
          "the engine stopped answering: the last %,d questions (%s) failed"
              .formatted(engineFailed - engineFailedBefore, what));
    }
  }

  private UserError stopped(String how) {
    String cause = causes.get();
    return new UserError(
        how + (cause.isEmpty() ? "" : "; " + cause),
        "see all: depthlm sql \"SELECT error_code, error_detail, count(*) FROM predictions WHERE"
            + " run_id = '"
            + run.runId()
            + "' AND parse_status = 'failed' GROUP BY 1, 2\"; the same command again asks them"
            + " again");
  }
}
