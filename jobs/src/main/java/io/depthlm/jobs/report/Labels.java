package io.depthlm.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The words of one board that its renderings share: a variant is named by its model and by what
 * tells it from the others; what all have in common is said once.
 */
final class Labels {
  private static final int SHORT_ID = 8;

  private final Leaderboard.Board board;
  private final List<String> names = new ArrayList<>();
  private final List<String> common = new ArrayList<>();

  Labels(Leaderboard.Board board) {
    this.board = board;
    Map<String, Function<VariantName, String>> parts = new LinkedHashMap<>();
    parts.put("prompt", VariantName::prompt);
    parts.put("marker", VariantName::marker);
    parts.put("focal length", v -> focal(v.focalPx()));
    List<VariantName> variants = board.entries().stream().map(Leaderboard.Entry::variant).toList();
    variants.forEach(v -> names.add(v.model()));
    parts.forEach(
        (what, part) -> {
          if (variants.stream().map(part).distinct().count() == 1) {
            common.add(what + " " + part.apply(variants.get(0)));
          } else {
            for (int i = 0; i < names.size(); i++) {
              names.set(i, names.get(i) + " " + part.apply(variants.get(i)));
            }
          }
        });
    List<String> soFar = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      // processor flags, decoding or weights differ: the id is all that tells them apart
      if (soFar.indexOf(soFar.get(i)) != soFar.lastIndexOf(soFar.get(i))) {
        String id = variants.get(i).variantId();
        names.set(i, names.get(i) + " " + id.substring(0, Math.min(SHORT_ID, id.length())));
      }
    }
  }

  /** A row's name. */
  String name(Leaderboard.Entry entry) {
    return names.get(board.entries().indexOf(entry));
  }

  /** The board's headline. */
  String title() {
    Protocol p = board.protocol();
    return "%s%s, compared as %s, %s, %s"
        .formatted(
            p.task(),
            p.parameters().isEmpty() ? "" : " (" + p.parameters() + ")",
            p.compareAs(),
            p.slice().equals("all") ? "all points" : p.slice(),
            p.aggregation().equals("pooled") ? "pooled over points" : "mean of images");
  }

  /** What all variants share. */
  String common() {
    return String.join(", ", common);
  }

  /** Remarks that a reader of the figures needs. */
  List<String> notes() {
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

  static String number(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
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
