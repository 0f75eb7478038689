package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.Figure;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.FrameScore;
import io.depthlm.jobs.report.RunReport.Measured;
import io.depthlm.jobs.report.RunReport.Place;
import io.depthlm.jobs.report.RunReport.Spread;
import io.depthlm.jobs.report.page.Groups.Group;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Fact;
import io.depthlm.jobs.report.page.Page.Facts;
import io.depthlm.jobs.report.page.Page.Heading;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Sentences;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The run in words: how far off, where, why, and compared with whom. */
final class SummarySection {
  private static final int LONGEST_TEXT = 300;
  // a share over fewer points says little about a place
  private static final int LEAST_POINTS = 20;

  /** The ends of questions in the order in which a reader adds them up. */
  private static final List<String> ENDS =
      List.of("planned", "answered", "unparsed", "failed", "rejected");

  private final RunReport report;
  private final Groups groups;

  private SummarySection(RunReport report, Groups groups) {
    this.report = report;
    this.groups = groups;
  }

  static Section of(RunReport report, Groups groups) {
    return new SummarySection(report, groups).section();
  }

  private Section section() {
    List<Block> blocks = new ArrayList<>();
    RunReport.Facts facts = report.facts();
    if (facts.failure() != null) {
      blocks.add(
          new Paragraph(
              Words.cut(facts.status() + ": " + facts.failure(), LONGEST_TEXT), Tone.BAD));
    }
    for (Group group : groups.all()) {
      blocks.add(new Heading(null, group.title()));
      blocks.add(new Sentences(sentences(group)));
    }
    blocks.add(
        new Paragraph(
            "In brackets: %s%% intervals of a bootstrap over images: whole pictures are drawn again and again, each with all of its points, as points of one picture are not independent. delta1 is the share of answers within 25%% of the truth; an answer without a number counts as wrong."
                .formatted(Words.confidence(report.confidence())),
            Tone.NOTE));
    blocks.add(facts(facts));
    return new Section("summary", "Summary", blocks);
  }

  private List<String> sentences(Group group) {
    Cell leader = group.leader();
    List<String> said = new ArrayList<>();
    Figure delta1 = leader.figure("all", "delta1");
    if (delta1.value() == null) {
      said.add("Nothing could be scored: see Losses.");
      return said;
    }
    said.add(howFarOff(group, leader, delta1));
    Spread spread = leader.answers().spread();
    if (spread != null) {
      said.add(
          String.format(
              Locale.ROOT,
              "Half of its answers are within %s of the truth; the middle answer is %s, and 90%% of"
                  + " them lie between %.2f and %.2f times the truth.",
              Words.factor(spread.halfWithin()),
              Words.bias(spread.median()),
              spread.p05(),
              spread.p95()));
    }
    KindOfError.of(leader).ifPresent(said::add);
    extremes(leader, "truth_m=", " m").ifPresent(s -> said.add("By distance: " + s));
    extremes(leader, "region=", "").ifPresent(s -> said.add("By region: " + s));
    extremes(leader, "position=", "")
        .ifPresent(s -> said.add("From the centre of the picture to its rim: " + s));
    places(leader).ifPresent(said::add);
    frames(leader).ifPresent(said::add);
    said.addAll(ConfidenceWords.of(leader));
    said.addAll(ComparedWords.of(groups, group));
    losses(leader).ifPresent(said::add);
    return said;
  }

  private String howFarOff(Group group, Cell leader, Figure delta1) {
    return "%s: %s of %s answers about %s are within 25%% of the truth (delta1); the mean relative error is %s (abs_rel)."
        .formatted(
            groups.name(leader) + standing(group, leader),
            Words.percent(delta1),
            Words.count(most(leader, Measured::nPoints)),
            pictures(most(leader, Measured::nImages)),
            Words.percent(leader.figure("all", "abs_rel")));
  }

  /** What the leader leads: it is not compared with variants that do not look at the picture. */
  private static String standing(Group group, Cell leader) {
    int all = group.cells().size();
    long looking = group.cells().stream().filter(cell -> !cell.isBaseline()).count();
    if (all == 1) {
      return "";
    }
    if (leader.isBaseline()) {
      return " leads %,d variants, none of which looks at the picture".formatted(all);
    }
    if (looking == 1) {
      return ", the only one of %,d variants that looks at the picture".formatted(all);
    }
    return looking == all
        ? " leads %,d variants".formatted(all)
        : " leads the %,d variants that look at the picture".formatted(looking);
  }

  private static String pictures(long n) {
    return n == 1 ? "one picture" : Words.count(n) + " pictures";
  }

  private static long most(Cell cell, ToLongFunction<Measured> count) {
    return cell.figures().stream()
        .filter(m -> m.slice().equals("all") && m.metric().equals("delta1"))
        .mapToLong(count)
        .max()
        .orElse(0);
  }

  /** The best and the worst slice of a kind. */
  private static Optional<String> extremes(Cell cell, String prefix, String unit) {
    List<Measured> slices =
        cell.figures().stream()
            .filter(m -> m.slice().startsWith(prefix) && m.metric().equals("delta1"))
            .filter(m -> m.aggregation().equals("pooled") && m.figure().value() != null)
            .filter(m -> m.nPoints() >= LEAST_POINTS)
            .sorted(Comparator.comparing((Measured m) -> m.figure().value()).reversed())
            .toList();
    if (slices.size() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        "best at %s, worst at %s."
            .formatted(
                slice(slices.get(0), prefix, unit),
                slice(slices.get(slices.size() - 1), prefix, unit)));
  }

  private static String slice(Measured slice, String prefix, String unit) {
    return "%s%s (%s of %s)"
        .formatted(
            slice.slice().substring(prefix.length()),
            unit,
            Words.percent(slice.figure()),
            Words.count(slice.nPoints()));
  }

  private static Optional<String> places(Cell cell) {
    List<Place> places =
        cell.answers().places().stream()
            .filter(p -> p.column() >= 0 && p.row() >= 0 && p.count() >= LEAST_POINTS)
            .sorted(Comparator.comparingDouble(p -> (double) p.hits() / p.count()))
            .toList();
    if (places.size() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        "By place in the picture, in 6 by 4 parts: best at the %s, worst at the %s (shares without an interval)."
            .formatted(place(places.get(places.size() - 1)), place(places.get(0))));
  }

  private static String place(Place place) {
    return "%s (%s of %s)"
        .formatted(
            PlaceNames.of(place.column(), place.row()),
            Words.percent((double) place.hits() / place.count()),
            Words.count(place.count()));
  }

  private static Optional<String> frames(Cell cell) {
    List<FrameScore> frames = cell.answers().frames();
    if (frames.size() < 2) {
      return Optional.empty();
    }
    FrameScore worst = frames.get(frames.size() - 1);
    return Optional.of(
        "The frame with the largest mean log error of %s is %s: %s of %s within 25%%, on the whole %s."
            .formatted(
                Words.count(worst.frames()),
                worst.frameId(),
                Words.count(worst.hits()),
                Words.count(worst.count()),
                Words.bias(Math.exp(worst.logRatio()))));
  }

  private static Optional<String> losses(Cell cell) {
    return cell.answers().places().isEmpty() && cell.answers().spread() == null
        ? Optional.of("It gave no number at all: see Losses.")
        : Optional.empty();
  }

  private static Facts facts(RunReport.Facts facts) {
    List<Fact> items = new ArrayList<>();
    items.add(plain("sweep", facts.sweep()));
    items.add(new Fact("status", facts.status(), facts.failure() == null ? Tone.PLAIN : Tone.BAD));
    items.add(plain("questions", questions(facts.counts())));
    items.add(plain("begun", Words.time(facts.startedAt(), "")));
    items.add(plain("ended", Words.time(facts.finishedAt(), "not yet")));
    items.add(plain("accepted as a baseline", Words.time(facts.acceptedAt(), "no")));
    items.add(plain("engine time", String.format(Locale.ROOT, "%,.1f s", facts.deviceSeconds())));
    items.add(
        plain(
            "program",
            facts.programVersion()
                + (facts.gitRevision() == null ? "" : ", revision " + facts.gitRevision())));
    items.add(plain("versions of the tables", versions(facts.tableVersions())));
    return new Facts(items);
  }

  private static Fact plain(String name, String value) {
    return new Fact(name, value, Tone.PLAIN);
  }

  private static String questions(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "not counted"
        : counts.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Long> e) -> ENDS.indexOf(e.getKey()))
                    .thenComparing(Map.Entry::getKey))
            .map(e -> Words.count(e.getValue()) + " " + e.getKey())
            .collect(Collectors.joining(", "));
  }

  private static String versions(Map<String, Long> versions) {
    return versions.isEmpty()
        ? "not known"
        : new TreeMap<>(versions)
            .entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
  }
}
