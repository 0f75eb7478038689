package io.depthlm.common.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Aligned columns for a terminal. Widths count code points.
 *
 * @param columns from left to right, all with as many cells
 */
public record TextTable(List<Column> columns) {
  private static final String GAP = "  ";

  /** The side a column is flush with. */
  public enum Align {
    LEFT,
    RIGHT
  }

  /** A column; its texts may come from anybody. */
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
   * A table from its lines.
   *
   * @param header column names
   * @param aligns as many
   * @param lines as many cells in each
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

  /** The lines, each ended, with a rule below the header. */
  public String render() {
    StringBuilder out = new StringBuilder(line(columns.stream().map(c -> c.padded(c.header()))));
    out.append(line(columns.stream().map(c -> "-".repeat(c.width()))));
    rows(out, columns);
    return out.toString();
  }

  /**
   * The lines without a rule, at most so wide: columns that do not fit follow below, beside the
   * first column again.
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

  private static String line(java.util.stream.Stream<String> cells) {
    return cells.collect(Collectors.joining(GAP)).stripTrailing() + "\n";
  }

  /** How many columns of a terminal a text takes. */
  public static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
