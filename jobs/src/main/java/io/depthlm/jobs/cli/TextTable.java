package io.depthlm.jobs.cli;

import java.util.List;

/**
 * Aligned columns for people.
 *
 * @param header column names
 * @param aligns as many
 * @param lines cells, as many in each line
 */
record TextTable(List<String> header, List<Align> aligns, List<List<String>> lines) {
  /** The side a column is flush with. */
  enum Align {
    LEFT,
    RIGHT
  }

  /** The lines, each ended; widths count code points. */
  String render() {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              width(header.get(i)),
              lines.stream().mapToInt(l -> width(l.get(column))).max().orElse(0));
    }
    StringBuilder out = new StringBuilder();
    append(out, header, widths);
    for (int i = 0; i < widths.length; i++) {
      out.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
    }
    out.append(System.lineSeparator());
    lines.forEach(l -> append(out, l, widths));
    return out.toString();
  }

  private void append(StringBuilder out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(aligns.get(i) == Align.RIGHT ? pad + cells.get(i) : cells.get(i) + pad);
    }
    out.append(line.toString().stripTrailing()).append(System.lineSeparator());
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
