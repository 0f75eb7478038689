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
 * An iterator that processes the next few elements on other threads while the caller uses the
 * current one, and returns results in the order of the source. The depth bounds the memory. Only
 * the consuming thread reads the source.
 *
 * @param <A> type of the elements
 * @param <B> type of the results
 */
public final class Lookahead<A, B> implements Iterator<B> {
  private final Iterator<A> source;
  private final Function<A, B> work;
  private final ExecutorService workers;
  private final int depth;
  private final Deque<Future<B>> running = new ArrayDeque<>();

  /**
   * @param workers runs the work; the caller shuts it down
   * @param depth number of elements in progress at once, at least 1
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

  /** Cancels the elements in progress. */
  public void cancel() {
    running.forEach(future -> future.cancel(true));
    running.clear();
  }
}
