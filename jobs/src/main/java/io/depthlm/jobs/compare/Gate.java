package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.jobs.scoring.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run may stand beside its baseline: no named metric is worse by more than chance allows
 * (the whole paired interval on the wrong side), no more of the baseline's answers are gone than is
 * allowed, and it is not slower than its floor.
 */
public final class Gate {
  private Gate() {}

  /** The reasons why the run fails the gate, one line each; empty if it passes. */
  public static List<String> reasons(CompareResult result, GateRules rules) {
    List<String> reasons = new ArrayList<>();
    for (PairComparison pair : result.pairs()) {
      String cell =
          "%s %s %s: ".formatted(pair.name().dataset(), pair.name().task(), pair.name().model());
      List<String> ofCell = new ArrayList<>();
      metrics(pair, rules, ofCell);
      coverage(pair, rules, ofCell);
      speed(pair.speed(), rules.speedFloor(), ofCell);
      ofCell.forEach(reason -> reasons.add(cell + reason));
    }
    for (CellName name : result.onlyBaseline()) {
      reasons.add(
          "%s %s %s: the baseline has it, the run does not"
              .formatted(name.dataset(), name.task(), name.model()));
    }
    return reasons;
  }

  private static void metrics(PairComparison pair, GateRules rules, List<String> reasons) {
    for (Difference d : pair.differences()) {
      if (rules.metrics().contains(d.measure())
          && d.slice().equals(Slices.ALL)
          && d.aggregation() == Aggregation.POOLED
          && isWorse(d)) {
        reasons.add(words(d));
      }
    }
  }

  /** A figure that vanished is worse than any. */
  private static boolean isWorse(Difference d) {
    return d.verdict() == Difference.Verdict.WORSE || (d.run() == null && d.baseline() != null);
  }

  private static String words(Difference d) {
    return d.run() == null
        ? d.measure().key() + " has nothing left to be taken over"
        : format(
            "%s is worse: %.4f after %.4f, interval of the difference [%+.4f %+.4f]",
            d.measure().key(), d.run(), d.baseline(), d.interval().low(), d.interval().high());
  }

  private static void coverage(PairComparison pair, GateRules rules, List<String> reasons) {
    long ofBaseline = pair.compared() + pair.onlyBaseline();
    if (pair.onlyBaseline() > rules.lostShare() * ofBaseline) {
      reasons.add(format("%,d questions of the baseline were not asked", pair.onlyBaseline()));
    }
    long points = pair.run().points();
    long lost = pair.baseline().answered() - pair.run().answered();
    if (lost > rules.lostShare() * points) {
      reasons.add(
          format(
              "coverage fell: %,d of %,d questions have a usable answer, %,d in the baseline"
                  + " (now %,d unparsed, %,d not positive, %,d failed)",
              pair.run().answered(),
              points,
              pair.baseline().answered(),
              pair.run().unparsed(),
              pair.run().nonPositive(),
              pair.run().failed()));
    }
  }

  private static void speed(
      PairComparison.Speed speed, GateRules.SpeedFloor floor, List<String> reasons) {
    if (floor == null) {
      return;
    }
    if (speed.run() == null) {
      reasons.add("its speed is not known: no engine was asked in this run");
    } else if (floor instanceof GateRules.SpeedFloor.Absolute absolute) {
      if (speed.run() < absolute.questionsPerSecond()) {
        reasons.add(
            format(
                "too slow: %.4g questions per engine second, the floor is %.4g",
                speed.run(), absolute.questionsPerSecond()));
      }
    } else if (floor instanceof GateRules.SpeedFloor.OfBaseline share) {
      if (speed.baseline() == null) {
        reasons.add("the baseline's speed is not known: no engine was asked in it");
      } else if (speed.run() < share.share() * speed.baseline()) {
        reasons.add(
            format(
                "too slow: %.4g questions per engine second after %.4g, %.2f of it; the floor is"
                    + " %.2f",
                speed.run(), speed.baseline(), speed.run() / speed.baseline(), share.share()));
      }
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
