package io.depthlm.common.engine.frames;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.Lookahead;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.BusyClock;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.frames.FramePreparation.Put;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.task.AnswerParser;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskSpec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Turns the frames of one task into outcomes. One set of threads reads, decodes and resizes images
 * a few frames ahead; another hands batches of questions to the engine. Outcomes come in the order
 * of the frames. Memory is bounded by the number of frames ahead and of batches in flight.
 *
 * <p>Every question gives one outcome: a question that cannot be asked or answered gives {@link
 * Answer.Failed}.
 */
public final class FramePipeline implements AutoCloseable {
  private final List<Asking> askings;
  private final DepthEngine engine;
  private final FramePreparation preparation;
  private final ExecutorService preparers;
  private final ExecutorService askers;
  private final int framesAhead;
  private final BusyClock engineClock = new BusyClock();
  private final LongAdder queueWaitNanos = new LongAdder();

  /**
   * @param askings the list that {@link FrameWork.Ask#asking()} indexes
   * @param framesAhead frames fetched and prepared ahead of the engine, at least 1; each costs the
   *     pixels of its decoded and prepared images
   */
  public FramePipeline(
      List<Asking> askings, DepthEngine engine, EngineSpec.Needs needs, int framesAhead) {
    this.askings = askings;
    this.engine = engine;
    this.preparation = new FramePreparation(askings, needs);
    this.framesAhead = framesAhead;
    this.preparers = threads("prepare", framesAhead);
    this.askers = threads("ask", engine.lanes());
  }

  /** The outcomes of all frames, computed as they are read. */
  public Iterator<Outcome> run(Iterator<FrameWork> work) {
    Iterator<List<Put>> prepared =
        new Lookahead<>(work, preparation::prepare, preparers, framesAhead);
    Iterator<Batch> batches = new Batches(prepared, engine);
    // One batch beyond the lanes is being put together while all lanes are busy.
    Iterator<List<Outcome>> answered =
        new Lookahead<>(batches, this::answer, askers, engine.lanes() + 1);
    return new Flattened<>(answered);
  }

  /** Seconds in which at least one engine call of this task was running. */
  public double engineSeconds() {
    return engineClock.seconds();
  }

  /** Seconds that batches of this task waited for a lane of the engine, summed. */
  public double queueWaitSeconds() {
    return queueWaitNanos.sum() / 1e9;
  }

  /**
   * Stops the threads and abandons unfinished work. Returns when no engine call is running any
   * more; after that, the engine may be closed.
   */
  @Override
  public void close() {
    preparers.shutdownNow();
    askers.shutdownNow();
    boolean interrupted = false;
    while (!askers.isTerminated()) {
      try {
        askers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // a killed task's thread; the engine still must not be closed in use
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Outcome> answer(Batch ready) {
    queueWaitNanos.add(System.nanoTime() - ready.sinceNanos());
    List<Put> batch = ready.puts();
    List<Question> questions =
        batch.stream().filter(p -> p.failure() == null).map(Put::question).toList();
    long start = System.nanoTime();
    List<Answer> answers = questions.isEmpty() ? List.of() : ask(questions);
    double latencyMs = questions.isEmpty() ? 0 : (System.nanoTime() - start) / 1e6;
    Instant now = Instant.now();
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    Iterator<Answer> next = answers.iterator();
    for (Put put : batch) {
      if (put.failure() != null) {
        outcomes.add(
            new Outcome(put.frameId(), put.ask(), put.failure(), ParsedAnswer.UNPARSED, 0, now));
        continue;
      }
      Answer answer = next.next();
      outcomes.add(
          new Outcome(put.frameId(), put.ask(), answer, parsed(put, answer), latencyMs, now));
    }
    return outcomes;
  }

  private ParsedAnswer parsed(Put put, Answer answer) {
    TaskSpec task = askings.get(put.ask().asking()).task();
    if (answer instanceof Answer.Said said) {
      return AnswerParser.parse(said.text(), task);
    }
    return answer instanceof Answer.Measured measured
        ? MeasuredDepth.read(measured, task, put.question())
        : ParsedAnswer.UNPARSED;
  }

  private List<Answer> ask(List<Question> questions) {
    engineClock.begin();
    try {
      List<Answer> answers = engine.answer(questions);
      if (answers.size() != questions.size()) {
        throw new IllegalStateException(
            "the engine gave %d answers to %d questions"
                .formatted(answers.size(), questions.size()));
      }
      return answers;
    } catch (EngineException e) {
      return allFailed(questions, e.errorCode(), e.getMessage());
    } catch (RuntimeException e) {
      return allFailed(questions, "engine_error", e.toString());
    } finally {
      engineClock.end();
    }
  }

  private static List<Answer> allFailed(List<Question> questions, String code, String detail) {
    return Collections.nCopies(
        questions.size(), new Answer.Failed(code, Answer.Retry.LATER, detail));
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(count, new DaemonThreads("depthlm-" + name));
  }

  /** Questions to hand over together, with the time at which they became ready. */
  private record Batch(List<Put> puts, long sinceNanos) {}

  /**
   * Puts the questions of consecutive frames into batches of one size. The last batch may be
   * smaller, and a batch of questions about one unmarked picture may be larger. An engine that
   * answers by frames gets all questions of a frame in one batch.
   */
  private static final class Batches implements Iterator<Batch> {
    private final Iterator<List<Put>> frames;
    private final Deque<Put> waiting = new ArrayDeque<>();
    private final int size;
    private final int sharedSize;
    private final DepthEngine.Grouping grouping;

    Batches(Iterator<List<Put>> frames, DepthEngine engine) {
      this.frames = frames;
      this.size = engine.batchSize();
      this.sharedSize = engine.sharedBatchSize();
      this.grouping = engine.grouping();
    }

    @Override
    public boolean hasNext() {
      return !waiting.isEmpty() || frames.hasNext();
    }

    @Override
    public Batch next() {
      if (grouping == DepthEngine.Grouping.FRAMES) {
        return new Batch(frames.next(), System.nanoTime());
      }
      while (waiting.size() < size && frames.hasNext()) {
        waiting.addAll(frames.next());
      }
      List<Put> batch = new ArrayList<>(size);
      while (!waiting.isEmpty()
          && (batch.size() < size
              || batch.size() < sharedSize
                  && shareAPicture(batch.get(batch.size() - 1), waiting.peek()))) {
        batch.add(waiting.remove());
      }
      return new Batch(batch, System.nanoTime());
    }
  }

  @SuppressWarnings("ReferenceEquality") // questions on one frame share the instance
  private static boolean shareAPicture(Put one, Put other) {
    if (one.question() == null || other.question() == null) {
      return false;
    }
    List<MarkedFrame> frames = one.question().frames();
    List<MarkedFrame> others = other.question().frames();
    boolean same = !frames.isEmpty() && frames.size() == others.size();
    for (int i = 0; same && i < frames.size(); i++) {
      same =
          frames.get(i).frame() == others.get(i).frame()
              && frames.get(i).marks().size() == 0
              && others.get(i).marks().size() == 0;
    }
    return same;
  }

  private static final class Flattened<T> implements Iterator<T> {
    private final Iterator<List<T>> lists;
    private Iterator<T> current = Collections.emptyIterator();

    Flattened(Iterator<List<T>> lists) {
      this.lists = lists;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && lists.hasNext()) {
        current = lists.next().iterator();
      }
      return current.hasNext();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }
  }
}
