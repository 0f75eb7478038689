package io.depthlm.jobs.scoring;

import java.util.ArrayList;
import java.util.List;

/** The slices a question belongs to. */
public final class Slices {
  /** Every question. */
  public static final String ALL = "all";

  private static final int[] EDGES_M = {0, 2, 5, 10, 20, 40};
  private static final String[] TRUTH = truthNames();

  private Slices() {}

  /**
   * The names, {@link #ALL} first.
   *
   * @param truthM the truth as compared, metres
   * @param region null where it is not known
   */
  public static List<String> of(double truthM, String region) {
    List<String> slices = new ArrayList<>(3);
    slices.add(ALL);
    int bucket = 0;
    while (bucket + 1 < EDGES_M.length && truthM >= EDGES_M[bucket + 1]) {
      bucket++;
    }
    slices.add(TRUTH[bucket]);
    if (region != null) {
      slices.add("region=" + region);
    }
    return slices;
  }

  private static String[] truthNames() {
    String[] names = new String[EDGES_M.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "truth_m=" + EDGES_M[i] + (i + 1 < names.length ? "-" + EDGES_M[i + 1] : "+");
    }
    return names;
  }
}
