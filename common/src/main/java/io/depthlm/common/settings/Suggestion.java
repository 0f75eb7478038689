package io.depthlm.common.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggestions for misspelt names. */
public final class Suggestion {
  private Suggestion() {}

  /** The known name closest to {@code found}, if it is close enough to be a typing error. */
  public static Optional<String> nearest(String found, Collection<String> known) {
    int limit = Math.max(1, found.length() / 3);
    return known.stream()
        .filter(k -> distance(found, k) <= limit)
        .min(Comparator.comparingInt((String k) -> distance(found, k)).thenComparing(k -> k))
        .or(() -> known.stream().filter(k -> k.startsWith(found + "_")).findFirst());
  }

  /** "did you mean 'x'?" if there is a close name, otherwise all known names. */
  public static String remedy(String found, Collection<String> known) {
    return nearest(found, known)
        .map(k -> "did you mean '" + k + "'?")
        .orElseGet(() -> "known here: " + String.join(", ", known));
  }

  /** Edit distance with insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
