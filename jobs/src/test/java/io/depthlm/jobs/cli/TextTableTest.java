package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAlign() {
    TextTable table =
        new TextTable(
            List.of("name", "n"),
            List.of(TextTable.Align.LEFT, TextTable.Align.RIGHT),
            List.of(List.of("a", "10"), List.of("ä💧longer", "7")));
    assertEquals(
        """
        name       n
        --------  --
        a         10
        ä💧longer   7
        """,
        table.render());
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    assertEquals("plain 1.5", RowPrinter.csvCell("plain 1.5"));
    assertEquals("\"a,\"\"b\"\"\"", RowPrinter.csvCell("a,\"b\""));
    assertEquals("\"two\nlines\"", RowPrinter.csvCell("two\nlines"));
  }
}
