package io.depthlm.common.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * A cache of the results of a costly function for the most recently used keys. A result is computed
 * once even if several threads ask for it at the same time. A failure is passed to all waiting
 * threads and is not cached.
 */
public final class LruCache<K, V> {
  private final Map<K, CompletableFuture<V>> values;

  /** A cache for this number of keys. */
  public LruCache(int capacity) {
    this.values =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, CompletableFuture<V>> eldest) {
            return size() > capacity;
          }
        };
  }

  /** The value of a key, computed by the function unless it is cached. */
  public V of(K key, Function<K, V> function) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> first;
    synchronized (values) {
      first = values.putIfAbsent(key, mine);
    }
    if (first != null) {
      return join(first);
    }
    try {
      V value = function.apply(key);
      mine.complete(value);
      return value;
    } catch (RuntimeException | Error e) {
      synchronized (values) {
        values.remove(key, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private V join(CompletableFuture<V> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
