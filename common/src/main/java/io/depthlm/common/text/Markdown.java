package io.depthlm.common.text;

import java.util.List;

/** Text and table rows in Markdown. */
public final class Markdown {
  private Markdown() {}

  /** A line of a table; the cells are Markdown already. */
  public static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** Escapes a text so that Markdown shows it unchanged. */
  public static String text(String text) {
    StringBuilder out = new StringBuilder();
    SafeText.line(text)
        .codePoints()
        .forEach(
            c -> {
              if (c == '<') {
                out.append("&lt;");
              } else if (c == '&') {
                out.append("&amp;");
              } else {
                if ("\\`*_[]|#!~".indexOf(c) >= 0) {
                  out.append('\\');
                }
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
