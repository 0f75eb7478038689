package io.depthlm.common.vlm.text;

import java.util.Set;

/**
 * Limits the nesting of tags and of brackets in expressions: both are parsed by recursion, and the
 * parser of expressions tries some brackets several times at each level.
 */
final class TemplateNesting {
  private static final int MAX_TAGS = 64;
  private static final int MAX_BRACKETS = 12;

  /** Maximum length of an expression without quoted text: each operator may copy a long value. */
  private static final int MAX_EXPRESSION_CHARS = 4096;

  private static final Set<String> WITH_BODY = Set.of("if", "for", "macro", "call");

  private int depth;

  /**
   * Checks the nesting at a tag.
   *
   * @param tag the content of the tag
   * @throws IllegalArgumentException if it is nested too deeply
   */
  void enter(String tag) {
    int end = 0;
    while (end < tag.length() && Character.isLetter(tag.charAt(end))) {
      end++;
    }
    String name = tag.substring(0, end);
    if (WITH_BODY.contains(name)) {
      depth++;
    } else if (name.startsWith("end") && WITH_BODY.contains(name.substring(3))) {
      depth--;
    }
    if (depth > MAX_TAGS) {
      throw new IllegalArgumentException(
          "its tags are nested more than %d deep".formatted(MAX_TAGS));
    }
  }

  /**
   * Checks an expression.
   *
   * @throws IllegalArgumentException if it is too long or its brackets are nested too deeply
   */
  static void checkExpression(String expression) {
    int brackets = 0;
    int chars = 0;
    char quote = 0;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (quote != 0) {
        i += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
        continue;
      }
      chars++;
      if (c == '\'' || c == '"') {
        quote = c;
      } else if ("([{".indexOf(c) >= 0) {
        brackets++;
      } else if (")]}".indexOf(c) >= 0) {
        brackets--;
      }
      if (brackets > MAX_BRACKETS) {
        throw new IllegalArgumentException(
            "the brackets of an expression are nested more than %d deep".formatted(MAX_BRACKETS));
      }
      if (chars > MAX_EXPRESSION_CHARS) {
        throw new IllegalArgumentException(
            "an expression has more than %,d characters".formatted(MAX_EXPRESSION_CHARS));
      }
    }
  }
}
