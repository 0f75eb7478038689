package io.depthlm.common.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.text.TextTable.Align;
import io.depthlm.common.text.TextTable.Column;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What strangers wrote cannot steer a terminal, break a row or become a formula. */
class SafeOutputTest {
  private static final String HOSTILE = "a\u001b[2J\u009b31m\u202eb\u0007\r\nc\u2028\u007f";

  @Test
  void aLineHasNothingThatSteersATerminal() {
    assertEquals("a?[2J?31m?b???c??", SafeText.line(HOSTILE));
    assertEquals("a?[2J?31m?b??\nc??", SafeText.lines(HOSTILE));
    assertEquals("نام\u200cها 👩\u200d🔬 é", SafeText.line("نام\u200cها 👩\u200d🔬 é"));
  }

  @Test
  void jsonKeepsItsMeaning() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    String text = HOSTILE + "\uDB40\uDC01";
    String json = SafeText.json(mapper.writeValueAsString(text));
    assertEquals(text, mapper.readValue(json, String.class));
    json.codePoints().forEach(c -> assertFalse(SafeText.steers(c), json));
  }

  @Test
  void columnsAlign() {
    TextTable table =
        TextTable.ofLines(
            List.of("name", "n"),
            List.of(Align.LEFT, Align.RIGHT),
            List.of(List.of("a", "10"), List.of("ä💧longer", "7"), List.of("x\ny\u001b", "1")));
    assertEquals(
        """
        name       n
        --------  --
        a         10
        ä💧longer   7
        x?y?       1
        """,
        table.render());
  }

  @Test
  void columnsThatDoNotFitFollowBelow() {
    TextTable table =
        new TextTable(
            List.of(
                new Column("", Align.LEFT, List.of("one", "two")),
                new Column("first", Align.RIGHT, List.of("1", "2")),
                new Column("second", Align.RIGHT, List.of("3", "4"))));
    assertEquals(
        """
             first
        one      1
        two      2
             second
        one       3
        two       4
        """,
        table.renderWithin(16));
  }

  @Test
  void csvQuotesWhatNeedsItAndIsNoFormula() {
    assertEquals(
        "plain 1.5,\"a,\"\"b\"\"\",\"two\nlines\",,",
        line("plain 1.5", "a,\"b\"", "two\nlines", null, ""));
    assertEquals("'=1+1,'@x,'-2+3,'+a,'?x,'-", line("=1+1", "@x", "-2+3", "+a", "\rx", "-"));
    assertEquals("-1.5,+2e-3,-7", line("-1.5", "+2e-3", "-7"));
    assertEquals("a?[2J?31m?b,'\tx", line("a\u001b[2J\u009b31m\u202eb", "\tx"));
    assertEquals(
        "-0.5,,3,true", new CsvLine().number(-0.5).number(null).count(3).flag(true).toString());
    assertEquals("'=a,b", CsvLine.header(List.of("=a", "b")));
  }

  private static String line(String... cells) {
    CsvLine line = new CsvLine();
    for (String cell : cells) {
      line.text(cell);
    }
    return line.toString();
  }

  @Test
  void theWriterReplacesWhatAnyCommandPrints() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(new SafeWriter(text), true);
    out.print("a\u001b[2Jb");
    out.print('\u009b');
    out.write("\r 5 of 9\tleft\n".toCharArray(), 0, 14);
    assertEquals("a?[2Jb?\r 5 of 9\tleft\n", text.toString());
  }
}
