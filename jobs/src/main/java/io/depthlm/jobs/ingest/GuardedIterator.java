package io.depthlm.jobs.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The results of a reader; if it fails, a reject ends them. A damaged file does not end the job.
 * Libraries throw unchecked exceptions for damaged files, too.
 */
final class GuardedIterator<T> implements Iterator<T> {
  /** Opens the reader's own iterator. */
  interface Source<T> {
    Iterator<T> open() throws IOException;
  }

  private final Source<T> source;
  private final Function<IOException, T> reject;
  private Iterator<T> inner;
  private T next;
  private boolean ended;

  GuardedIterator(Source<T> source, Function<IOException, T> reject) {
    this.source = source;
    this.reject = reject;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      advance();
    }
    return next != null;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T result = next;
    next = null;
    return result;
  }

  private void advance() {
    try {
      if (inner == null) {
        inner = source.open();
      }
      if (inner.hasNext()) {
        next = inner.next();
        return;
      }
    } catch (UncheckedIOException e) {
      next = reject.apply(e.getCause());
    } catch (IOException e) {
      next = reject.apply(e);
    } catch (RuntimeException e) {
      next = reject.apply(new IOException(e.toString(), e));
    }
    ended = true;
  }
}
