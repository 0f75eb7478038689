package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.Figure;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.page.Groups.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The leader of a group beside its other variants, in sentences. */
final class ComparedWords {
  private static final String DELTA1 = "delta1";
  private static final String ABS_REL = "abs_rel";
  private static final String PAIRED = "the compare command under Protocol pairs the two by image.";

  private final Groups groups;
  private final Cell leader;
  private final List<Cell> others;

  private ComparedWords(Groups groups, Group group) {
    this.groups = groups;
    this.leader = group.leader();
    this.others = group.cells().subList(1, group.cells().size());
  }

  /** Empty where no other variant was scored. */
  static List<String> of(Groups groups, Group group) {
    ComparedWords words = new ComparedWords(groups, group);
    List<String> said = new ArrayList<>();
    words.next().ifPresent(said::add);
    words.smallerError().ifPresent(said::add);
    return said;
  }

  private static Figure figure(Cell cell, String metric) {
    return cell.figure("all", metric);
  }

  private Optional<String> next() {
    return others.stream()
        .filter(cell -> figure(cell, DELTA1).value() != null)
        .max(Comparator.comparing(cell -> figure(cell, DELTA1).value()))
        .map(this::against);
  }

  private String against(Cell next) {
    Figure mine = figure(leader, DELTA1);
    Figure theirs = figure(next, DELTA1);
    boolean known = mine.ciLow() != null && theirs.ciLow() != null;
    boolean apart = known && (mine.ciLow() > theirs.ciHigh() || mine.ciHigh() < theirs.ciLow());
    boolean ahead = theirs.value() > mine.value();
    return "Compared with %s: %s. %s"
        .formatted(name(next), Words.percent(theirs), ahead ? behind(apart) : before(apart));
  }

  private static String before(boolean apart) {
    return apart
        ? "The intervals do not overlap, so the lead is larger than chance."
        : "The intervals overlap: " + PAIRED;
  }

  /** A variant that does not look at the picture may be better than the leader of those that do. */
  private static String behind(boolean apart) {
    return apart
        ? "It is better, and the intervals do not overlap: the difference is larger than chance."
        : "It is better, but the intervals overlap: " + PAIRED;
  }

  /** Who leads by delta1 need not lead by the error, which a reader should know of. */
  private Optional<String> smallerError() {
    Double mine = figure(leader, ABS_REL).value();
    return others.stream()
        .filter(cell -> figure(cell, ABS_REL).value() != null)
        .min(Comparator.comparing(cell -> figure(cell, ABS_REL).value()))
        .filter(cell -> mine != null && figure(cell, ABS_REL).value() < mine)
        .map(
            cell ->
                "The mean relative error of %s is smaller: %s. A few answers that are far too far raise this mean; delta1 counts each of them once."
                    .formatted(name(cell), Words.percent(figure(cell, ABS_REL))));
  }

  private String name(Cell cell) {
    return groups.name(cell) + (cell.isBaseline() ? " (does not look at the picture)" : "");
  }
}
