package io.depthlm.common.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Aligned columns for a terminal. Widths count code points.
 *
 * @param columns from left to right, all with the same number of cells
 */
public record TextTable(List<Column> columns) {
  private static final String GAP = "  ";

  /** The alignment of a column. */
  public enum Align {
    LEFT,
    RIGHT
  }

  /** A column; its texts may come from any source. */
  public record Column(String header, Align align, List<String> cells) {
    public Column {
      header = SafeText.line(header);
      cells = cells.stream().map(SafeText::line).toList();
    }

    private int width() {
      return Math.max(
          TextTable.width(header), cells.stream().mapToInt(TextTable::width).max().orElse(0));
    }

    private String padded(String text) {
      String pad = " ".repeat(width() - TextTable.width(text));
      return align == Align.RIGHT ? pad + text : text + pad;
    }
  }

  /**
   * A table from its rows.
   *
   * @param header names of the columns
   * @param aligns alignment of each column
   * @param lines rows, with one cell for each column
   */
  public static TextTable ofLines(
      List<String> header, List<Align> aligns, List<List<String>> lines) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int column = i;
      columns.add(
          new Column(
              header.get(i), aligns.get(i), lines.stream().map(l -> l.get(column)).toList()));
    }
    return new TextTable(columns);
  }

  /** The table as lines, with a rule below the header. */
  public String render() {
    StringBuilder out = new StringBuilder(line(columns.stream().map(c -> c.padded(c.header()))));
    out.append(line(columns.stream().map(c -> "-".repeat(c.width()))));
    rows(out, columns);
    return out.toString();
  }

  /**
   * The table without a rule, of a maximum width: columns that do not fit follow below, with the
   * first column repeated.
   */
  public String renderWithin(int mostWidth) {
    StringBuilder out = new StringBuilder();
    int from = 1;
    while (from < columns.size()) {
      List<Column> shown = new ArrayList<>(List.of(columns.get(0)));
      int width = columns.get(0).width();
      while (from < columns.size()
          && (shown.size() == 1 || width + GAP.length() + columns.get(from).width() <= mostWidth)) {
        width += GAP.length() + columns.get(from).width();
        shown.add(columns.get(from++));
      }
      out.append(line(shown.stream().map(c -> c.padded(c.header()))));
      rows(out, shown);
    }
    return out.toString();
  }

  private static void rows(StringBuilder out, List<Column> columns) {
    int rows = columns.isEmpty() ? 0 : columns.get(0).cells().size();
    for (int i = 0; i < rows; i++) {
      int row = i;
      out.append(line(columns.stream().map(c -> c.padded(c.cells().get(row)))));
    }
  }

  private static String line(Stream<String> cells) {
    return cells.collect(Collectors.joining(GAP)).stripTrailing() + "\n";
  }

  /** The number of terminal columns of a text. */
  public static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
