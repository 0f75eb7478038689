package io.depthlm.jobs.report;

import java.util.Comparator;

/**
 * The order in which slices are read: all, then by what they are of, distances from near to far.
 */
public final class SliceNames {
  /** All first. */
  public static final Comparator<String> ORDER =
      Comparator.comparing((String name) -> !name.equals("all"))
          .thenComparing(name -> name.split("=", 2)[0])
          .thenComparing(SliceNames::from)
          .thenComparing(Comparator.naturalOrder());

  private SliceNames() {}

  /** The lower edge in a slice's name; names that have none come last. */
  private static double from(String name) {
    try {
      return Double.parseDouble(name.substring(name.indexOf('=') + 1).split("[-+]")[0]);
    } catch (NumberFormatException e) {
      return Double.MAX_VALUE;
    }
  }
}
