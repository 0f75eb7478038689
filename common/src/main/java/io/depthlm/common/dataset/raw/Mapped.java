package io.depthlm.common.dataset.raw;

import java.util.Iterator;
import java.util.function.Function;

/** An iterator of what a function makes of another's elements, one at a time. */
record Mapped<A, B>(Iterator<A> from, Function<A, B> function) implements Iterator<B> {
  @Override
  public boolean hasNext() {
    return from.hasNext();
  }

  @Override
  public B next() {
    return function.apply(from.next());
  }
}
