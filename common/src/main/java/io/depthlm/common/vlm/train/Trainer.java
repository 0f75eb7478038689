package io.depthlm.common.vlm.train;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.Lookahead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Steps through training. Step s learns from positions (s − 1) · batch to s · batch of its source,
 * in parts whose gradients are added in their order: neither threads nor interruptions change the
 * result. Samples of the next parts are prepared while the current ones are learnt.
 *
 * <p>One caller at a time. Closing it waits for its threads and leaves net and optimizer to their
 * owner.
 */
public final class Trainer implements AutoCloseable {
  private final TrainableNet net;
  private final AdamW optimizer;
  private final TrainerSettings settings;
  private final BatchShare share;
  private final Exchange exchange;
  private final ExecutorService preparers;
  private final ExecutorService learners;
  private final Lookahead<Long, List<TrainingSample>> samples;

  /** Goes on after the optimizer's last step. */
  public Trainer(TrainableNet net, AdamW optimizer, SampleSource source, TrainerSettings settings) {
    this(net, optimizer, source, settings, new BatchShare(0, settings.parts()), null);
  }

  /**
   * One worker of several, which all hold the same weights and the same optimizer's state.
   *
   * @param share its parts of each batch
   * @param exchange adds up what the workers found; stays the caller's
   */
  public Trainer(
      TrainableNet net,
      AdamW optimizer,
      SampleSource source,
      TrainerSettings settings,
      BatchShare share,
      Exchange exchange) {
    this.net = net;
    this.optimizer = optimizer;
    this.settings = settings;
    this.share = share;
    this.exchange = exchange;
    this.preparers = threads("prepare", settings.threads());
    this.learners = threads("learn", settings.partsAtOnce(net.device()));
    long steps = settings.schedule().steps();
    Iterator<Long> parts =
        LongStream.range(optimizer.step(), steps)
            .flatMap(
                step ->
                    LongStream.range(
                        step * settings.parts() + share.fromPart(),
                        step * settings.parts() + share.toPart()))
            .iterator();
    this.samples =
        new Lookahead<>(
            parts, part -> prepare(source, part), preparers, share.parts() + settings.threads());
  }

  /** Steps done. */
  public long step() {
    return optimizer.step();
  }

  /** Whether the schedule has a step left. */
  public boolean hasNext() {
    return step() < settings.schedule().steps();
  }

  /**
   * Does one step.
   *
   * @throws IllegalStateException if all are done, or if the loss is no number any more
   */
  public StepReport next() {
    if (!hasNext()) {
      throw new IllegalStateException("all %d steps are done".formatted(step()));
    }
    long start = System.nanoTime();
    Waiting waiting = new Waiting();
    try (Gradients sum = gradients(waiting)) {
      if (exchange != null) {
        sum.sumOver(exchange);
      }
      double loss = sum.lossSum() / sum.tokens();
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException("the loss of step %d is %s".formatted(step() + 1, loss));
      }
      double rate = settings.schedule().at(step() + 1);
      double accuracy = (double) sum.right() / sum.tokens();
      double norm = optimizer.update(sum, rate);
      return new StepReport(
          step(), loss, accuracy, norm, rate, sum.tokens(), since(start), waiting.seconds);
    }
  }

  private static final class Waiting {
    private double seconds;
  }

  private Gradients gradients(Waiting waiting) {
    Deque<Future<Gradients>> running = new ArrayDeque<>();
    Gradients sum = null;
    try {
      for (int part = 0; part < share.parts(); part++) {
        long start = System.nanoTime();
        List<TrainingSample> batch = samples.next();
        waiting.seconds += since(start);
        running.add(learners.submit(() -> net.gradients(batch)));
        // No more gradients are held than threads make, beside the sum.
        if (running.size() > settings.partsAtOnce(net.device())) {
          sum = add(sum, running.remove());
        }
      }
      while (!running.isEmpty()) {
        sum = add(sum, running.remove());
      }
      return sum;
    } catch (RuntimeException | Error e) {
      if (sum != null) {
        sum.close();
      }
      running.forEach(Trainer::drop);
      throw e;
    }
  }

  private static Gradients add(Gradients sum, Future<Gradients> part) {
    Gradients more = join(part);
    if (sum == null) {
      return more;
    }
    try (more) {
      sum.add(more);
    }
    return sum;
  }

  /** A part under way cannot be stopped, and what it reads must not be freed under it. */
  private static void drop(Future<Gradients> part) {
    try {
      join(part).close();
    } catch (RuntimeException e) {
      // The first failure is the one that is told.
    }
  }

  private static Gradients join(Future<Gradients> part) {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in a step", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private List<TrainingSample> prepare(SampleSource source, long part) {
    List<TrainingSample> batch = new ArrayList<>(settings.partSamples());
    for (int i = 0; i < settings.partSamples(); i++) {
      batch.add(source.at(part * settings.partSamples() + i));
    }
    return batch;
  }

  private static double since(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(count, new DaemonThreads("depthlm-" + name));
  }

  @Override
  public void close() {
    samples.cancel();
    preparers.shutdownNow();
    learners.shutdownNow();
    join(preparers);
    join(learners);
  }

  /** PyTorch's code does not survive the end of the process while it runs. */
  private static void join(ExecutorService threads) {
    boolean interrupted = Thread.interrupted();
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
