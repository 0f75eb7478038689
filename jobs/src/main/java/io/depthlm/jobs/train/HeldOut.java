package io.depthlm.jobs.train;

import java.util.List;

/**
 * The figures of the model on held-out frames.
 *
 * @param all of all questions together
 * @param tasks of the questions of each task
 */
public record HeldOut(Figures all, List<OfTask> tasks) {
  /**
   * Figures.
   *
   * @param loss mean cross-entropy a taught token, in nats
   * @param tokenAccuracy share of taught tokens that were the likeliest word, each after the right
   *     ones
   * @param delta1 share of questions whose own answer is within a factor of 1.25 of the truth
   * @param absRel mean relative error of the answers that hold a number; null where none does
   * @param points questions asked
   * @param unparsed answers without a number, which count as wrong
   */
  public record Figures(
      double loss,
      double tokenAccuracy,
      double delta1,
      Double absRel,
      long points,
      long unparsed) {}

  /**
   * Figures of one task.
   *
   * @param task its name
   * @param parameters as in {@code queries}
   */
  public record OfTask(
      String task,
      String parameters,
      double loss,
      double tokenAccuracy,
      double delta1,
      Double absRel,
      long points,
      long unparsed) {
    OfTask(String task, String parameters, Figures figures) {
      this(
          task,
          parameters,
          figures.loss(),
          figures.tokenAccuracy(),
          figures.delta1(),
          figures.absRel(),
          figures.points(),
          figures.unparsed());
    }
  }
}
