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
   */
  static List<String> of(double truthM, PlannedQuestion question) {
    List<String> slices = new ArrayList<>(4);
    slices.add(ALL);
    int bucket = 0;
    while (bucket + 1 < EDGES_M.length && truthM >= EDGES_M[bucket + 1]) {
      bucket++;
    }
    slices.add(TRUTH[bucket]);
    if (question.region() != null) {
      slices.add("region=" + question.region());
    }
    if (question.masks() != null) {
      slices.addAll(question.masks());
    }
    if (question.place() != null && question.place().camera() != null) {
      slices.add(position(question.place()));
    }
    return slices;
  }

  /** How far out a pixel is: in thirds from the picture's middle to its nearest border. */
  private static String position(AskedPlace place) {
    double out =
        Math.max(
            Math.abs(2 * (place.xPx() + 0.5) / place.camera().widthPx() - 1),
            Math.abs(2 * (place.yPx() + 0.5) / place.camera().heightPx() - 1));
    return out * 3 < 1 ? "position=centre" : out * 3 < 2 ? "position=middle" : "position=rim";
  }

  private static String[] truthNames() {
    String[] names = new String[EDGES_M.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "truth_m=" + EDGES_M[i] + (i + 1 < names.length ? "-" + EDGES_M[i + 1] : "+");
    }
    return names;
  }
}
