package io.depthlm.common.vlm.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Applies Jinja2's whitespace rules and one rule of precedence to a template, once, so that every
 * engine renders the result in the same way: {@code trim_blocks} and {@code lstrip_blocks} as
 * transformers sets them, the {@code -} and {@code +} marks, comments dropped, the last newline
 * dropped.
 *
 * <p>Rules from the Jinja2 documentation ("Whitespace Control"); jinjava's own handling differs for
 * a tag in the middle of a line, and it reads {@code not x is defined} as {@code (not x) is
 * defined}.
 */
final class TemplateWhitespace {
  /** Tags of training masks; they print nothing. */
  private static final Set<String> SILENT_TAGS = Set.of("generation", "endgeneration");

  private static final Pattern NEGATED_TEST =
      Pattern.compile("\\bnot\\s+([\\w.\\[\\]'\"-]+\\s+is\\s+(?:not\\s+)?\\w+)");

  private final String template;
  private final StringBuilder out = new StringBuilder();
  private final TemplateNesting nesting = new TemplateNesting();

  /** Whether the last tag removed a newline, so that the text begins at the start of a line. */
  private boolean lineStart = true;

  /** Whether the last tag ended in {@code -}, which removes all whitespace after it. */
  private boolean stripNext;

  private TemplateWhitespace(String template) {
    String text = template.replace("\r\n", "\n").replace('\r', '\n');
    this.template = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * The template with these rules applied.
   *
   * @throws IllegalArgumentException if a tag is not closed, or if tags or brackets are nested too
   *     deeply
   */
  static String settle(String template) {
    TemplateWhitespace whitespace = new TemplateWhitespace(template);
    int at = 0;
    while (at < whitespace.template.length()) {
      at = whitespace.next(at);
    }
    return whitespace.out.toString();
  }

  /**
   * Copies the text up to the next tag, and the tag.
   *
   * @return the position to continue at
   */
  private int next(int at) {
    int open = nextOpen(at);
    String text = template.substring(at, open < 0 ? template.length() : open);
    if (stripNext) {
      String stripped = text.stripLeading();
      lineStart =
          text.length() > stripped.length()
              && text.charAt(text.length() - stripped.length() - 1) == '\n';
      text = stripped;
      stripNext = false;
    }
    if (open < 0) {
      out.append(text);
      return template.length();
    }
    char kind = template.charAt(open + 1);
    char mark = open + 2 < template.length() ? template.charAt(open + 2) : ' ';
    if (mark == '-') {
      text = text.stripTrailing();
    } else if (mark != '+' && kind != '{') {
      text = stripLine(text);
    }
    out.append(text);
    int bodyStart = mark == '-' || mark == '+' ? open + 3 : open + 2;
    int close = close(kind, bodyStart);
    char end = template.charAt(close - 1);
    boolean marked = close > bodyStart && (end == '-' || (end == '+' && kind != '{'));
    String body = template.substring(bodyStart, marked ? close - 1 : close);
    if (kind != '#') {
      TemplateNesting.checkExpression(body);
    }
    if (kind == '%') {
      nesting.enter(body.strip());
    }
    int after = close + 2;
    stripNext = marked && end == '-';
    lineStart = false;
    if (!stripNext
        && !marked
        && kind != '{'
        && after < template.length()
        && template.charAt(after) == '\n') {
      after++; // trim_blocks
      lineStart = true;
    }
    emit(kind, body);
    return after;
  }

  private void emit(char kind, String body) {
    if (kind == '{') {
      out.append("{{ ").append(bracketed(body.strip())).append(" }}");
    } else if (kind == '%' && !SILENT_TAGS.contains(body.strip().toLowerCase(Locale.ROOT))) {
      out.append("{% ").append(bracketed(body.strip())).append(" %}");
    }
  }

  /** Writes {@code not x is test} as {@code not (x is test)}, outside of quoted text. */
  private static String bracketed(String body) {
    Matcher matcher = NEGATED_TEST.matcher(body);
    StringBuilder bracketed = new StringBuilder();
    Map<Character, Integer> quotes = new HashMap<>();
    int counted = 0;
    while (matcher.find()) {
      for (; counted < matcher.start(); counted++) {
        quotes.merge(body.charAt(counted), 1, Integer::sum);
      }
      boolean quoted =
          quotes.getOrDefault('"', 0) % 2 != 0 || quotes.getOrDefault('\'', 0) % 2 != 0;
      matcher.appendReplacement(bracketed, quoted ? "$0" : "not ($1)");
    }
    return matcher.appendTail(bracketed).toString();
  }

  /** lstrip_blocks: removes the spaces before a tag at the start of its line. */
  private String stripLine(String text) {
    int line = text.lastIndexOf('\n') + 1;
    if ((line > 0 || lineStart) && text.substring(line).isBlank()) {
      return text.substring(0, line);
    }
    return text;
  }

  private int nextOpen(int from) {
    for (int at = template.indexOf('{', from); at >= 0; at = template.indexOf('{', at + 1)) {
      if (at + 1 < template.length() && "{%#".indexOf(template.charAt(at + 1)) >= 0) {
        return at;
      }
    }
    return -1;
  }

  /** The position of the closing pair of a tag; quoted text in the tag may contain one. */
  private int close(char kind, int from) {
    char closing = kind == '{' ? '}' : kind;
    char quote = 0;
    int maps = 0; // open braces, which an expression closes before its tag
    for (int at = from; at + 1 < template.length(); at++) {
      char c = template.charAt(at);
      if (quote != 0) {
        if (c == '\\') {
          at++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (kind != '#' && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == closing
          && template.charAt(at + 1) == '}'
          && (kind != '{' || maps <= 0 || !template.startsWith("}", at + 2))) {
        return at;
      } else {
        maps += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
    }
    throw new IllegalArgumentException("a tag opened with {" + kind + " is not closed");
  }
}
