package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.RunReport.Loss;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Cell;
import io.depthlm.jobs.report.page.Page.Column;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Table;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.List;

/** Questions without a usable answer: how many, and why, in words. */
final class LossesSection {
  private static final int LONGEST_TEXT = 300;

  private LossesSection() {}

  static Section of(List<Loss> losses) {
    Block block =
        losses.isEmpty()
            ? new Paragraph("Every question has a usable answer.", Tone.PLAIN)
            : table(losses);
    return new Section("losses", "Losses", List.of(block));
  }

  private static Table table(List<Loss> losses) {
    return new Table(
        "Questions and attempts without an answer to rely on, by reason; unparsed answers by"
            + " their words",
        List.of(
            Column.text("end"),
            Column.number("attempts"),
            Column.text("data set"),
            Column.prose("reason or answer"),
            Column.prose("what it means"),
            Column.prose("for example")),
        losses.stream().map(LossesSection::row).toList(),
        null);
  }

  private static List<Cell> row(Loss loss) {
    return List.of(
        Cell.text(loss.what()),
        Words.cell(loss.count()),
        Cell.text(loss.dataset()),
        Cell.text(Words.cut(loss.reason(), LONGEST_TEXT)),
        Cell.text(LossWords.of(loss.what(), loss.reason())),
        Cell.text(loss.detail() == null ? "" : Words.cut(loss.detail(), LONGEST_TEXT)));
  }
}
