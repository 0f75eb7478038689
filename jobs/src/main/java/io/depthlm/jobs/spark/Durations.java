package io.depthlm.jobs.spark;

/** Times for people. */
public final class Durations {
  private Durations() {}

  /** Seconds for people: {@code 8 s}, {@code 3 min}, {@code 2 h 05 min}. */
  public static String text(double seconds) {
    long s = Math.round(seconds);
    if (s < 90) {
      return s + " s";
    }
    long min = Math.round(s / 60.0);
    return min < 90 ? min + " min" : "%d h %02d min".formatted(min / 60, min % 60);
  }
}
