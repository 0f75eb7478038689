package io.depthlm.jobs.report;

import java.util.List;
import java.util.Locale;

/** Parts of a page. Every text that does not come from this program goes through {@link #text}. */
final class Html {
  private Html() {}

  /**
   * Any text as a page shows it, safe between tags and between quotes. Control characters, those
   * that turn the direction of writing and halves of characters are shown as {@code ?}.
   */
  static String text(String any) {
    StringBuilder out = new StringBuilder(any.length() + 16);
    any.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n' -> out.append('\n');
                default -> out.appendCodePoint(isShown(c) ? c : '?');
              }
            });
    return out.toString();
  }

  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return !Character.isISOControl(c)
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.UNASSIGNED;
  }

  /** {@link #text} of the first so many characters. */
  static String text(String any, int most) {
    return any.codePointCount(0, any.length()) <= most
        ? text(any)
        : text(any.substring(0, any.offsetByCodePoints(0, most))) + "…";
  }

  /**
   * A table.
   *
   * @param header texts
   * @param rows cells that are ready HTML; the first is a name, the others are numbers
   */
  static String table(List<String> header, List<List<String>> rows) {
    StringBuilder out = new StringBuilder("<table>\n<tr>");
    header.forEach(h -> out.append("<th>").append(text(h)).append("</th>"));
    out.append("</tr>\n");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(cell).append("</td>"));
      out.append("</tr>\n");
    }
    return out.append("</table>\n").toString();
  }

  static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
