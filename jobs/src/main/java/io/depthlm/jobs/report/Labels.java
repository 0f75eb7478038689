package io.depthlm.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The texts of a board that all its renderings share. */
public final class Labels {
  private final Leaderboard.Board board;
  private final VariantLabels variants;

  /** The words of a board. */
  public Labels(Leaderboard.Board board) {
    this.board = board;
    this.variants =
        new VariantLabels(board.entries().stream().map(Leaderboard.Entry::variant).toList());
  }

  /** A row's name. */
  public String name(Leaderboard.Entry entry) {
    return variants.name(entry.variant());
  }

  /** The board's headline. */
  public String title() {
    return title(board.protocol());
  }

  static String title(Protocol p) {
    return "%s%s, compared as %s, %s, %s"
        .formatted(
            p.task(),
            p.parameters().isEmpty() ? "" : " (" + p.parameters() + ")",
            p.compareAs(),
            p.slice().equals("all") ? "all points" : p.slice(),
            p.aggregation().equals("pooled") ? "pooled over points" : "mean of images");
  }

  /** What all variants share. */
  public String common() {
    return variants.common();
  }

  /** Remarks that a reader of the figures needs. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (String dataset : board.datasets()) {
      List<Long> questions =
          board.entries().stream()
              .map(e -> e.scores().get(dataset))
              .filter(s -> s != null)
              .map(Score::questions)
              .distinct()
              .sorted()
              .toList();
      if (questions.size() > 1) {
        notes.add(
            String.format(
                Locale.ROOT,
                "on %s the variants were asked different numbers of questions: %,d to %,d",
                dataset,
                questions.get(0),
                questions.get(questions.size() - 1)));
      }
    }
    List<String> formats =
        board.entries().stream()
            .flatMap(e -> e.scores().values().stream())
            .map(s -> String.join(" and ", s.computedIn()))
            .filter(f -> !f.isEmpty())
            .distinct()
            .sorted()
            .toList();
    if (formats.size() > 1) {
      notes.add(
          "runs were computed in different numbers, which move answers a little: "
              + String.join("; ", formats));
    }
    return notes;
  }

  static String focal(Double focalPx) {
    if (focalPx == null) {
      return "own";
    }
    return (focalPx == Math.rint(focalPx)
            ? String.format(Locale.ROOT, "%.0f", focalPx)
            : focalPx.toString())
        + "px";
  }

  /** Four decimals, or a dash; what rounds to 0 has no sign, and millions have an exponent. */
  public static String number(Double value) {
    if (value == null) {
      return "-";
    }
    String format = Math.abs(value) < 1e6 ? "%.4f" : "%.4e";
    String text = String.format(Locale.ROOT, format, value);
    return text.equals("-0.0000") ? text.substring(1) : text;
  }

  static String number(OptionalDouble value) {
    return number(value.isPresent() ? value.getAsDouble() : null);
  }

  /** {@code 0.2819 [0.2700 0.2940]}. */
  static String figure(Figure figure) {
    return figure.ciLow() == null
        ? number(figure.value())
        : number(figure.value())
            + " ["
            + number(figure.ciLow())
            + " "
            + number(figure.ciHigh())
            + "]";
  }
}
