package io.depthlm.jobs.ingest;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The present elements of an iterator of optionals. */
final class PresentOnly<T> implements Iterator<T> {
  private final Iterator<Optional<T>> source;
  private T next;

  PresentOnly(Iterator<Optional<T>> source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    while (next == null && source.hasNext()) {
      next = source.next().orElse(null);
    }
    return next != null;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T found = next;
    next = null;
    return found;
  }
}
