package io.depthlm.jobs.compare;

import io.depthlm.jobs.scoring.Judged;

/**
 * How two runs did on the same questions of a slice, those whose truth is out of range left out.
 *
 * @param won the run's answer is nearer to the truth, by the ratio of the two
 * @param lost the baseline's is
 * @param tied neither is, or neither is a positive number
 * @param bothRight δ1 counts both as right
 * @param runRight only the run's
 * @param baselineRight only the baseline's
 * @param neitherRight none
 */
public record PairCounts(
    long won,
    long lost,
    long tied,
    long bothRight,
    long runRight,
    long baselineRight,
    long neitherRight) {
  /** No question. */
  public static final PairCounts NONE = new PairCounts(0, 0, 0, 0, 0, 0, 0);

  static PairCounts of(Judged run, Judged baseline) {
    int nearer = Double.compare(run.error(), baseline.error());
    boolean mine = run.isRight();
    boolean theirs = baseline.isRight();
    return new PairCounts(
        nearer < 0 ? 1 : 0,
        nearer > 0 ? 1 : 0,
        nearer == 0 ? 1 : 0,
        mine && theirs ? 1 : 0,
        mine && !theirs ? 1 : 0,
        theirs && !mine ? 1 : 0,
        mine || theirs ? 0 : 1);
  }

  PairCounts plus(PairCounts o) {
    return new PairCounts(
        won + o.won,
        lost + o.lost,
        tied + o.tied,
        bothRight + o.bothRight,
        runRight + o.runRight,
        baselineRight + o.baselineRight,
        neitherRight + o.neitherRight);
  }

  /** The questions counted. */
  public long questions() {
    return won + lost + tied;
  }
}
