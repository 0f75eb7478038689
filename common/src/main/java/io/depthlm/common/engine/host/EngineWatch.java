package io.depthlm.common.engine.host;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.Question;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs the calls of all tasks to one engine. Each call has a thread of its own, so that a call that
 * never returns blocks that thread and not its task. An engine that hangs, or throws {@link
 * EngineException} {@link #FAILURES} times in a row, is not called again.
 */
final class EngineWatch {
  /** A single failure may be caused by the question, or by a device that was short of memory. */
  private static final int FAILURES = 3;

  private final DepthEngine engine;
  private final Listener listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("depthlm-engine"));
  private volatile long answeredNanos = System.nanoTime();
  private int failuresInARow;
  private volatile EngineException givenUp;

  /** Why an engine is not called again. */
  enum Fate {
    /** Its calls return: it can be closed. */
    DEAD,
    /** A call does not return, or the device is lost: it must not be touched. */
    STUCK
  }

  /** Is called once, when an engine is given up. */
  @FunctionalInterface
  interface Listener {
    void gaveUp(EngineWatch watch, Fate fate, EngineException why);
  }

  EngineWatch(DepthEngine engine, Listener listener) {
    this.engine = engine;
    this.listener = listener;
  }

  /**
   * Calls the engine. If the caller is interrupted, the engine's call is interrupted too, and this
   * method returns when that call has returned; after that, the engine may be closed.
   *
   * @param limit the wait ends if no call of any task returns for this long; in a queue that moves,
   *     a caller may wait longer
   * @throws EngineException what the engine threw; {@code answer_timeout} if it hangs, {@code
   *     engine_stuck} from then on
   */
  List<Answer> answer(List<Question> questions, Duration limit) {
    EngineException before = givenUp;
    if (before != null) {
      throw before;
    }
    Call call = new Call(questions);
    threads.execute(call);
    boolean interrupted = false;
    try {
      while (true) {
        long now = System.nanoTime();
        long left = limit.toNanos() - Math.min(now - call.startedNanos, now - answeredNanos);
        if (left <= 0) {
          throw stuck(limit);
        }
        try {
          if (call.done.await(left, TimeUnit.NANOSECONDS)) {
            return call.result();
          }
        } catch (InterruptedException e) {
          interrupted = true;
          call.interrupt();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private EngineException stuck(Duration limit) {
    String what =
        "the engine on %s gave no answer for %,d s (predict.answer_timeout_s)"
            .formatted(engine.device(), limit.toSeconds());
    giveUp(Fate.STUCK, new EngineException("engine_stuck", what + " and was given up", null));
    return new EngineException("answer_timeout", what, null);
  }

  private void returned(Throwable failure) {
    answeredNanos = System.nanoTime();
    if (failure instanceof EngineException e && e.errorCode().equals(EngineException.DEVICE_LOST)) {
      giveUp(Fate.STUCK, e);
      return;
    }
    boolean failed = failure instanceof EngineException e && !e.errorCode().equals("interrupted");
    synchronized (this) {
      failuresInARow = failed ? failuresInARow + 1 : 0;
      if (failuresInARow < FAILURES) {
        return;
      }
    }
    giveUp(Fate.DEAD, (EngineException) failure);
  }

  private void giveUp(Fate fate, EngineException why) {
    synchronized (this) {
      if (givenUp != null) {
        return;
      }
      givenUp = why;
    }
    listener.gaveUp(this, fate, why);
  }

  /** Ends the threads; no call may be under way. */
  void close() {
    threads.shutdownNow();
  }

  private final class Call implements Runnable {
    private final List<Question> questions;
    private final long startedNanos = System.nanoTime();
    private final CountDownLatch done = new CountDownLatch(1);
    private Thread runner;
    private List<Answer> answers;
    private Throwable failure;

    Call(List<Question> questions) {
      this.questions = questions;
    }

    @Override
    public void run() {
      synchronized (this) {
        runner = Thread.currentThread();
      }
      try {
        answers = engine.answer(questions);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        synchronized (this) {
          runner = null;
          Thread.interrupted(); // it was meant for this call
        }
        returned(failure);
        done.countDown();
      }
    }

    synchronized void interrupt() {
      if (runner != null) {
        runner.interrupt();
      }
    }

    List<Answer> result() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (RuntimeException) failure;
      }
      return answers;
    }
  }
}
