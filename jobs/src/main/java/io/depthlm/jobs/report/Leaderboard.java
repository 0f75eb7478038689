package io.depthlm.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Variants × data sets, one board for each protocol, the best variant first. */
public record Leaderboard(List<Board> boards) {

  /**
   * One table.
   *
   * @param datasets its columns, sorted
   * @param entries its rows: those with a mean δ1 first, the highest on top
   */
  public record Board(Protocol protocol, List<String> datasets, List<Entry> entries) {
    /**
     * How a figure of a dataset's column stands to the best one. Those whose interval overlaps the
     * best one's are ties; one row alone has no best.
     */
    public Standing standing(Entry entry, String dataset, Measure measure) {
      if (isBest(entry, e -> e.value(dataset, measure), measure)) {
        return Standing.BEST;
      }
      return entries.stream()
              .filter(e -> isBest(e, other -> other.value(dataset, measure), measure))
              .anyMatch(
                  best -> overlap(entry.figure(dataset, measure), best.figure(dataset, measure)))
          ? Standing.TIED
          : Standing.BEHIND;
    }

    /** Whether this is the best mean; means have no interval, so none ties. */
    public Standing meanStanding(Entry entry, Measure measure) {
      return isBest(entry, e -> e.mean(datasets, measure), measure)
          ? Standing.BEST
          : Standing.BEHIND;
    }

    private static boolean overlap(Figure a, Figure b) {
      return a.ciLow() != null
          && b.ciLow() != null
          && a.ciLow() <= b.ciHigh()
          && b.ciLow() <= a.ciHigh();
    }

    private boolean isBest(Entry entry, Function<Entry, OptionalDouble> figure, Measure measure) {
      List<Double> all =
          entries.stream()
              .map(figure)
              .filter(OptionalDouble::isPresent)
              .map(OptionalDouble::getAsDouble)
              .toList();
      OptionalDouble mine = figure.apply(entry);
      return all.size() > 1
          && mine.isPresent()
          && all.stream().reduce(measure.better).orElseThrow() == mine.getAsDouble();
    }
  }

  /** How a figure stands to the best one of its column. */
  public enum Standing {
    BEST,
    /** Not the best, but the intervals overlap: the data does not tell the two apart. */
    TIED,
    BEHIND
  }

  /** One variant's scores by dataset. */
  public record Entry(VariantName variant, SortedMap<String, Score> scores) {
    Figure figure(String dataset, Measure measure) {
      Score score = scores.get(dataset);
      return score == null ? Figure.NONE : measure.of(score);
    }

    OptionalDouble value(String dataset, Measure measure) {
      Double value = figure(dataset, measure).value();
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The mean over datasets; empty unless every one has a figure. */
    public OptionalDouble mean(List<String> datasets, Measure measure) {
      double sum = 0;
      for (String dataset : datasets) {
        OptionalDouble value = value(dataset, measure);
        if (value.isEmpty()) {
          return OptionalDouble.empty();
        }
        sum += value.getAsDouble();
      }
      return OptionalDouble.of(sum / datasets.size());
    }
  }

  /** The two figures of a leaderboard. */
  public enum Measure {
    DELTA1("delta1", "higher is better", Score::delta1, Math::max),
    ABS_REL("abs_rel", "lower is better", Score::absRel, Math::min);

    private final String key;
    private final String direction;
    private final Function<Score, Figure> figure;
    private final BinaryOperator<Double> better;

    Measure(
        String key,
        String direction,
        Function<Score, Figure> figure,
        BinaryOperator<Double> better) {
      this.key = key;
      this.direction = direction;
      this.figure = figure;
      this.better = better;
    }

    /** The metric's name in tables. */
    public String key() {
      return key;
    }

    /** Which way is better, in words. */
    public String direction() {
      return direction;
    }

    /** The figure of a score. */
    public Figure of(Score score) {
      return figure.apply(score);
    }
  }

  /** The leaderboard of scores in any order; of several runs the newest speaks for a cell. */
  public static Leaderboard of(List<Score> scores) {
    Map<Protocol, Map<String, Entry>> boards =
        new TreeMap<>(
            Comparator.comparing(Protocol::task)
                .thenComparing(Protocol::parameters)
                .thenComparing(Protocol::compareAs)
                .thenComparing(Protocol::slice)
                .thenComparing(Protocol::aggregation));
    for (Score score : scores) {
      boards
          .computeIfAbsent(score.protocol(), p -> new LinkedHashMap<>())
          .computeIfAbsent(
              score.variant().variantId(), v -> new Entry(score.variant(), new TreeMap<>()))
          .scores()
          .merge(score.dataset(), score, Leaderboard::newer);
    }
    List<Board> sorted = new ArrayList<>();
    boards.forEach(
        (protocol, entries) -> sorted.add(board(protocol, List.copyOf(entries.values()))));
    return new Leaderboard(sorted);
  }

  private static Score newer(Score a, Score b) {
    return Comparator.comparingLong(Score::startedAtMs).thenComparing(Score::runId).compare(a, b)
            < 0
        ? b
        : a;
  }

  private static Board board(Protocol protocol, List<Entry> entries) {
    List<String> datasets =
        entries.stream()
            .flatMap(e -> e.scores().keySet().stream())
            .distinct()
            .sorted()
            .collect(Collectors.toList());
    Comparator<Entry> byMean =
        Comparator.comparingDouble(
            (Entry e) -> -e.mean(datasets, Measure.DELTA1).orElse(Double.NEGATIVE_INFINITY));
    Comparator<Entry> byOwn =
        Comparator.comparingDouble(
            e ->
                -e.scores().keySet().stream()
                    .map(d -> e.value(d, Measure.DELTA1))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .average()
                    .orElse(Double.NEGATIVE_INFINITY));
    Comparator<Entry> byName =
        Comparator.comparing((Entry e) -> e.variant().model())
            .thenComparing(e -> e.variant().variantId());
    return new Board(
        protocol,
        datasets,
        entries.stream().sorted(byMean.thenComparing(byOwn).thenComparing(byName)).toList());
  }
}
