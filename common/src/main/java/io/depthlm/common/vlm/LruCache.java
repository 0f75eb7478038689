package io.depthlm.common.vlm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The results of a costly function for the keys asked for last. A key is worked out once even if
 * several threads ask for it together. A failure is handed to all that wait, and not kept.
 */
public final class LruCache<K, V> {
  private final Map<K, CompletableFuture<V>> values;

  /** Keeps the results of so many keys. */
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

  /** The value of a key, worked out by the function unless it is kept. */
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
    } catch (java.util.concurrent.CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
