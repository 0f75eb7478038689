package io.depthlm.jobs.bench;

import java.util.List;

/**
 * What was measured.
 *
 * @param questions asked in each turn of a speed
 * @param computedIn the numbers that the model computed in; null where that is not the engine's
 *     choice
 * @param preparation by number of points per image
 * @param speeds of the parts
 * @param figures what follows from them
 */
public record BenchResult(
    int questions,
    String computedIn,
    List<Preparation> preparation,
    List<Speed> speeds,
    List<Figure> figures) {
  /**
   * Time on one thread until a question is ready, milliseconds per question.
   *
   * @param patchify cutting the frame into patches; null without a model here
   * @param ask words, marker and the patches it changes
   */
  public record Preparation(
      int pointsPerImage,
      Spread decode,
      Spread resize,
      Spread patchify,
      Spread ask,
      Spread total) {}

  /** Questions per second of a part. */
  public record Speed(String part, Spread questionsPerSecond) {}

  /**
   * A derived figure.
   *
   * @param unit {@code ms} per question, {@code fraction} of time, or {@code tokens/s}
   */
  public record Figure(String name, String unit, Spread value) {}
}
