package io.depthlm.common.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of RFC 4180. A text that a spreadsheet would take for a formula gets a leading apostrophe,
 * as spreadsheets write it; control characters become {@code ?}. Null is an empty cell.
 */
public final class CsvLine {
  private static final String FORMULA = "=+-@\t\r";
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
  private final List<String> cells = new ArrayList<>();

  /** The header line of columns. */
  public static String header(List<String> names) {
    CsvLine line = new CsvLine();
    names.forEach(line::text);
    return line.toString();
  }

  /** A text from any source; null is an empty cell. */
  public CsvLine text(String text) {
    if (text == null || text.isEmpty()) {
      cells.add("");
      return this;
    }
    boolean formula = FORMULA.indexOf(text.charAt(0)) >= 0 && !NUMBER.matcher(text).matches();
    String safe = SafeText.lines((formula ? "'" : "") + text);
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
    cells.add(plain ? safe : '"' + safe.replace("\"", "\"\"") + '"');
    return this;
  }

  /** A number; null is an empty cell. */
  public CsvLine number(Double number) {
    cells.add(number == null ? "" : number.toString());
    return this;
  }

  /** A count. */
  public CsvLine count(long count) {
    cells.add(Long.toString(count));
    return this;
  }

  /** {@code true} or {@code false}. */
  public CsvLine flag(boolean flag) {
    cells.add(Boolean.toString(flag));
    return this;
  }

  /** The line without a line break. */
  @Override
  public String toString() {
    return String.join(",", cells);
  }
}
