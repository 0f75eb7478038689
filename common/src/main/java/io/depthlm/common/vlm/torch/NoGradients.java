package io.depthlm.common.vlm.torch;

import java.util.function.Supplier;

/**
 * Recorded calls without a record: the same code computes the same numbers, but keeps nothing for
 * gradients.
 */
public final class NoGradients {
  private static final ThreadLocal<Boolean> ACTIVE = ThreadLocal.withInitial(() -> false);

  private NoGradients() {}

  /** Runs some work of this thread so. */
  public static <T> T run(Supplier<T> work) {
    boolean before = ACTIVE.get();
    ACTIVE.set(true);
    try {
      return work.get();
    } finally {
      ACTIVE.set(before);
    }
  }

  /** Whether this thread runs such work. */
  static boolean isActive() {
    return ACTIVE.get();
  }
}
