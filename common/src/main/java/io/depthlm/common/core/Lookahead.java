package io.depthlm.common.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * An iterator that works on the next few elements on other threads while the current one is used,
 * and yields results in the order of the source. Memory is bounded by the depth; the source is only
 * ever touched by the consuming thread.
 *
 * @param <A> what the source yields
 * @param <B> what the work makes of it
 */
public final class Lookahead<A, B> implements Iterator<B> {
  private final Iterator<A> source;
  private final Function<A, B> work;
  private final ExecutorService workers;
  private final int depth;
  private final Deque<Future<B>> running = new ArrayDeque<>();

  /**
   * @param workers runs the work; stays the caller's to shut down
   * @param depth elements under way at once, at least 1
   */
  public Lookahead(Iterator<A> source, Function<A, B> work, ExecutorService workers, int depth) {
    this.source = source;
    this.work = work;
    this.workers = workers;
    this.depth = depth;
  }

  @Override
  public boolean hasNext() {
    return !running.isEmpty() || source.hasNext();
  }

  @Override
  public B next() {
    while (running.size() < depth && source.hasNext()) {
      A element = source.next();
      running.add(workers.submit(() -> work.apply(element)));
    }
    if (running.isEmpty()) {
      throw new NoSuchElementException();
    }
    try {
      return running.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an element", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Gives up what is still under way. */
  public void cancel() {
    running.forEach(future -> future.cancel(true));
    running.clear();
  }
}
