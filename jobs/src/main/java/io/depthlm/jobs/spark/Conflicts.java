package io.depthlm.jobs.spark;

import io.delta.exceptions.MetadataChangedException;
import io.delta.exceptions.ProtocolChangedException;
import java.util.ConcurrentModificationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Looks at a table and commits again when Delta refuses a commit because another driver changed the
 * table meanwhile.
 */
public final class Conflicts {
  /** So many refusals in a row are no accident: somebody writes all the time. */
  private static final int ATTEMPTS = 10;

  private Conflicts() {}

  /**
   * Commits.
   *
   * @param commit looks at the table anew each time
   * @throws ConcurrentModificationException the last refusal
   */
  public static void retry(Runnable commit) {
    retryUnless(() -> false, commit);
  }

  /**
   * Commits, and gives what the commit gave.
   *
   * @param commit looks at the table anew each time
   * @throws ConcurrentModificationException the last refusal
   */
  public static <T> T retry(Supplier<T> commit) {
    return retry(commit, () -> false, e -> true);
  }

  /**
   * Commits, unless another driver did the same.
   *
   * @param done whether it did; asked after a refusal only
   * @throws ConcurrentModificationException the last refusal
   */
  public static void retryUnless(BooleanSupplier done, Runnable commit) {
    retry(nothing(commit), done, e -> true);
  }

  /**
   * Commits again only if another driver made the table or changed its columns: no rows are in
   * conflict then.
   *
   * @throws ConcurrentModificationException any other refusal, or the last one
   */
  static void retryIfRedefined(Runnable commit) {
    retry(
        nothing(commit),
        () -> false,
        e -> e instanceof ProtocolChangedException || e instanceof MetadataChangedException);
  }

  /** A commit that gives nothing. */
  private static Supplier<Void> nothing(Runnable commit) {
    return () -> {
      commit.run();
      return null;
    };
  }

  /** Null if it is done. */
  private static <T> T retry(
      Supplier<T> commit, BooleanSupplier done, Predicate<ConcurrentModificationException> again) {
    for (int attempt = 1; ; attempt++) {
      try {
        return commit.get();
      } catch (ConcurrentModificationException e) {
        if (done.getAsBoolean()) {
          return null;
        }
        if (attempt == ATTEMPTS || !again.test(e)) {
          throw e;
        }
      }
    }
  }
}
