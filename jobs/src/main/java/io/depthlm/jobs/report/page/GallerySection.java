package io.depthlm.jobs.report.page;

import io.depthlm.common.imaging.JpegEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.CellKey;
import io.depthlm.jobs.report.RunReport.Said;
import io.depthlm.jobs.report.RunReport.Shown;
import io.depthlm.jobs.report.RunReport.Why;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Card;
import io.depthlm.jobs.report.page.Page.Cards;
import io.depthlm.jobs.report.page.Page.Fact;
import io.depthlm.jobs.report.page.Page.Heading;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Questions with their pictures: best, median, worst, and those the variants disagree about. */
final class GallerySection {
  private static final int LONGEST_ANSWER = 200;

  private GallerySection() {}

  static Section of(RunReport report, Groups groups) {
    Map<CellKey, Cell> cells =
        report.cells().stream()
            .collect(Collectors.toMap(Cell::key, cell -> cell, (a, b) -> a, LinkedHashMap::new));
    Map<CellKey, List<Card>> byCell = new LinkedHashMap<>();
    List<Card> disagreed = new ArrayList<>();
    for (Shown shown : report.gallery()) {
      (shown.cell() == null
              ? disagreed
              : byCell.computeIfAbsent(shown.cell(), k -> new ArrayList<>()))
          .add(card(shown, groups));
    }
    List<Block> blocks = new ArrayList<>();
    if (report.gallery().isEmpty()) {
      blocks.add(new Paragraph("No answer to show.", Tone.NOTE));
    } else {
      blocks.add(
          new Paragraph(
              "Each shows the picture and the part around the pixel that was asked about, in a ring"
                  + " of this page's own. Best, median and worst are by |ln(answer / truth)|, each"
                  + " in a frame of its own.",
              Tone.NOTE));
    }
    byCell.forEach(
        (key, cards) -> {
          Cell cell = cells.get(key);
          blocks.add(
              new Heading(null, groups.name(cell) + " on " + key.dataset() + ", " + key.task()));
          blocks.add(new Cards(cards));
        });
    if (!disagreed.isEmpty()) {
      blocks.add(new Heading(null, "Most disagreed"));
      blocks.add(new Cards(disagreed));
    }
    return new Section("gallery", "Gallery", blocks);
  }

  private static Card card(Shown shown, Groups groups) {
    List<Fact> facts = new ArrayList<>();
    String as = kind(groups.comparedAs(shown.answers().get(0).cell()));
    facts.add(new Fact("truth" + as, Words.value(shown.truth(), shown.unit()), Tone.PLAIN));
    for (Said said : shown.answers()) {
      String name = shown.why() == Why.DISAGREED ? groups.name(said.cell()) : "answer" + as;
      facts.add(new Fact(name, answer(shown, said), Tone.PLAIN));
      if (shown.why() != Why.DISAGREED && said.text() != null) {
        facts.add(new Fact("as said", Words.cut(said.text().strip(), LONGEST_ANSWER), Tone.PLAIN));
      }
    }
    if (shown.region() != null) {
      facts.add(new Fact("region", shown.region(), Tone.PLAIN));
    }
    facts.add(new Fact("frame", shown.frameId(), Tone.PLAIN));
    facts.add(new Fact("pixel", pixels(shown), Tone.PLAIN));
    facts.add(new Fact("query", shown.queryId(), Tone.NOTE));
    return new Card(
        shown.why().name().toLowerCase(Locale.ROOT),
        shown.picture() == null ? null : dataUri(shown.picture()),
        shown.picture() == null
            ? "The picture cannot be shown: " + shown.pictureFault()
            : "frame %s with pixel %s in a ring".formatted(shown.frameId(), pixels(shown)),
        facts);
  }

  /** Answers are brought to the kind of depth that the run compares: not always what was said. */
  private static String kind(String comparedAs) {
    return comparedAs.equals("z") || comparedAs.equals("radial") ? ", " + comparedAs : "";
  }

  private static String answer(Shown shown, Said said) {
    String value = Words.value(said.value(), shown.unit());
    return said.value() == null || !(said.value() > 0)
        ? value
        : value
            + String.format(Locale.ROOT, ", %.2f times the truth", said.value() / shown.truth());
  }

  private static String pixels(Shown shown) {
    return shown.pixels().stream()
        .map(p -> String.format(Locale.ROOT, "(%.0f, %.0f)", p.xPx(), p.yPx()))
        .collect(Collectors.joining(" and "));
  }

  static String dataUri(RgbImage picture) {
    return "data:image/jpeg;base64,"
        + Base64.getEncoder().encodeToString(JpegEncoder.encode(picture));
  }
}
