package io.depthlm.jobs.compare;

import io.depthlm.jobs.scoring.ScoredCell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Pairs the cells of a run with those of a baseline: with the cell of the same variant; otherwise
 * of the same name (the same sweep with other weights); otherwise, where either side has one cell
 * left with the same questions, that one (two models, one each).
 */
record CellPairs(List<Pair> pairs, List<Cell> onlyRun, List<Cell> onlyBaseline) {
  /**
   * A cell.
   *
   * @param numericsVersion of the program that answered
   */
  record Cell(CellName name, ScoredCell scored, int numericsVersion) {}

  record Pair(Cell run, Cell baseline) {}

  static CellPairs of(List<Cell> run, List<Cell> baseline) {
    CellPairs pairs =
        new CellPairs(new ArrayList<>(), new ArrayList<>(run), new ArrayList<>(baseline));
    pairs.take(
        (a, b) ->
            a.scored().variantId().equals(b.scored().variantId())
                && a.name().hasQuestionsOf(b.name()));
    pairs.take((a, b) -> a.name().equals(b.name()));
    pairs.take((a, b) -> a.name().hasQuestionsOf(b.name()));
    return pairs;
  }

  /** Pairs the cells that match exactly one another. */
  private void take(BiPredicate<Cell, Cell> matches) {
    for (Cell mine : List.copyOf(onlyRun)) {
      List<Cell> theirs = onlyBaseline.stream().filter(b -> matches.test(mine, b)).toList();
      long rivals =
          theirs.size() == 1
              ? onlyRun.stream().filter(a -> matches.test(a, theirs.get(0))).count()
              : 0;
      if (rivals == 1) {
        pairs.add(new Pair(mine, theirs.get(0)));
        onlyRun.remove(mine);
        onlyBaseline.remove(theirs.get(0));
      }
    }
  }
}
