package io.depthlm.common.vlm;

import io.depthlm.common.vlm.model.Prompt;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The shared beginning that was read last, kept because the next batch may have the same one.
 * Batches that run at the same time read it once: the first one reads, the others wait. It is freed
 * when another one has taken its place and no batch uses it any more.
 *
 * @param <P> a beginning that was read
 */
final class KeptBeginning<P> {
  private final Function<Prompt, P> model;
  private final Consumer<P> free;
  private Kept last;

  /**
   * @param model reads a beginning
   * @param free releases the memory of one
   */
  KeptBeginning(Function<Prompt, P> model, Consumer<P> free) {
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
   * The beginning of a batch: the kept one if all prompts have it, else it is read.
   *
   * @param length number of tokens that all prompts begin with
   */
  Use<P> of(List<Prompt> batch, int length) {
    Kept kept = begin(batch, length);
    try {
      P prefix = kept.read();
      return new Use<>() {
        @Override
        public P prefix() {
          return prefix;
        }

        @Override
        public void close() {
          end(kept);
        }
      };
    } catch (RuntimeException | Error e) {
      end(kept);
      throw e;
    }
  }

  private synchronized Kept begin(List<Prompt> batch, int length) {
    if (last == null || !batch.stream().allMatch(last.beginning::begins)) {
      drop();
      Prompt first = batch.get(0);
      last = new Kept(new Prompt(Arrays.copyOf(first.ids(), length), first.images()));
    }
    last.users++;
    return last;
  }

  private synchronized void end(Kept kept) {
    kept.users--;
    if (kept != last && kept.users == 0) {
      kept.free();
    }
  }

  /** Keeps nothing; what a batch still uses is freed when it has ended. */
  synchronized void drop() {
    if (last != null && last.users == 0) {
      last.free();
    }
    last = null;
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
      }
    }
  }
}
