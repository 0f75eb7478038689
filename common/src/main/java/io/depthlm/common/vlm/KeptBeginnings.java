package io.depthlm.common.vlm;

import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The shared beginnings that were used last, kept because the next batches may have the same ones:
 * as many as pictures are asked about at the same time, by several callers in turn. Batches that
 * run at the same time read a beginning once: the first one reads, the others wait. A beginning is
 * freed when others have taken its place and no batch uses it any more.
 *
 * @param <P> a beginning that was read
 */
final class KeptBeginnings<P> {
  private final int most;
  private final Function<Prompt, P> model;
  private final Consumer<P> free;

  /** The one that was used last stands last. */
  private final Deque<Kept> kept = new ArrayDeque<>();

  /**
   * @param most how many are kept, at least 1
   * @param model reads a beginning
   * @param free releases the memory of one
   */
  KeptBeginnings(int most, Function<Prompt, P> model, Consumer<P> free) {
    this.most = most;
    this.model = model;
    this.free = free;
  }

  /** A beginning in use; it is not freed before this is closed. */
  interface Use<P> extends AutoCloseable {
    /** The beginning. */
    P prefix();

    /** Ends the use. */
    @Override
    void close();
  }

  /**
   * The beginning of a batch: one that is kept if all prompts have it, else it is read.
   *
   * @param length number of tokens that all prompts begin with
   */
  Use<P> of(List<Prompt> batch, int length) {
    Kept one = begin(batch, length);
    try {
      P prefix = one.read();
      return new Use<>() {
        @Override
        public P prefix() {
          return prefix;
        }

        @Override
        public void close() {
          end(one);
        }
      };
    } catch (RuntimeException | Error e) {
      end(one);
      throw e;
    }
  }

  private synchronized Kept begin(List<Prompt> batch, int length) {
    Kept one =
        kept.stream()
            .filter(k -> batch.stream().allMatch(k.beginning::begins))
            .findFirst()
            .orElse(null);
    if (one == null) {
      while (kept.size() >= most) {
        leave(kept.remove());
      }
      Prompt first = batch.get(0);
      one = new Kept(new Prompt(Arrays.copyOf(first.ids(), length), first.images()));
    } else {
      kept.remove(one);
    }
    kept.add(one);
    one.users++;
    return one;
  }

  private synchronized void end(Kept one) {
    one.users--;
    if (!kept.contains(one)) {
      leave(one);
    }
  }

  /** Keeps nothing; what batches still use is freed when they have ended. */
  synchronized void drop() {
    kept.forEach(this::leave);
    kept.clear();
  }

  private void leave(Kept one) {
    if (one.users == 0) {
      one.free();
    }
  }

  private final class Kept {
    final Prompt beginning;

    /** Guarded by the outer object. */
    int users;

    private P prefix;

    Kept(Prompt beginning) {
      this.beginning = beginning;
    }

    synchronized P read() {
      if (prefix == null) {
        prefix = model.apply(beginning);
      }
      return prefix;
    }

    synchronized void free() {
      if (prefix != null) {
        free.accept(prefix);
        prefix = null;
      }
    }
  }
}
