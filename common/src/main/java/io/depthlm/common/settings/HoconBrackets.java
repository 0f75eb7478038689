package io.depthlm.common.settings;

import io.depthlm.common.core.UserError;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Checks the brackets of a HOCON text before the library parses it: the library reads nested
 * brackets by recursion, and its message about a missing bracket names another place.
 */
final class HoconBrackets {
  private static final int MAX_DEPTH = 64;

  private record Open(char bracket, int line) {}

  private final String uri;
  private final String text;
  private final Deque<Open> open = new ArrayDeque<>();
  private int line = 1;
  private int at;

  private HoconBrackets(String uri, String text) {
    this.uri = uri;
    this.text = text;
  }

  /**
   * Checks a text.
   *
   * @param uri names it in an error
   * @throws UserError if a bracket is missing, or if they are nested too deeply
   */
  static void check(String uri, String text) {
    HoconBrackets brackets = new HoconBrackets(uri, text);
    while (brackets.at < text.length()) {
      brackets.next();
    }
    if (!brackets.open.isEmpty()) {
      Open last = brackets.open.peek();
      throw new UserError(
          "%s:%d: the '%s' here is never closed".formatted(uri, last.line, last.bracket),
          "add the missing '%s'".formatted(closing(last.bracket)));
    }
  }

  private void next() {
    char c = text.charAt(at);
    switch (c) {
      case '"' -> quoted();
      case '#' -> toLineEnd();
      case '/' -> {
        if (text.startsWith("//", at)) {
          toLineEnd();
        } else {
          at++;
        }
      }
      case '$' -> at = text.startsWith("${", at) ? afterReference() : at + 1;
      case '{', '[' -> {
        open.push(new Open(c, line));
        if (open.size() > MAX_DEPTH) {
          throw new UserError(
              "%s:%d: brackets are nested more than %d deep".formatted(uri, line, MAX_DEPTH),
              "no key needs so many");
        }
        at++;
      }
      case '}', ']' -> {
        close(c);
        at++;
      }
      default -> {
        line += c == '\n' ? 1 : 0;
        at++;
      }
    }
  }

  private void close(char bracket) {
    Open last = open.poll();
    if (last == null) {
      throw new UserError(
          "%s:%d: the '%s' here closes no bracket".formatted(uri, line, bracket),
          "remove it, or add the missing '%s' before it".formatted(bracket == '}' ? '{' : '['));
    }
    if (closing(last.bracket) != bracket) {
      throw new UserError(
          "%s:%d: the '%s' does not match the '%s' of line %d, which is still open"
              .formatted(uri, line, bracket, last.bracket, last.line),
          "add the missing '%s'".formatted(closing(last.bracket)));
    }
  }

  private void quoted() {
    if (text.startsWith("\"\"\"", at)) {
      int end = text.indexOf("\"\"\"", at + 3);
      int after = end < 0 ? text.length() : end + 3;
      line += (int) text.substring(at, after).chars().filter(c -> c == '\n').count();
      at = after;
      return;
    }
    int from = line;
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\n') {
        throw new UserError(
            "%s:%d: the '\"' here is not closed on its line".formatted(uri, from),
            "add the missing '\"'");
      }
      if (text.charAt(at) == '\\') {
        at++;
      }
    }
    at++;
  }

  private int afterReference() {
    int end = text.indexOf('}', at);
    int lineEnd = text.indexOf('\n', at);
    return end < 0 || (lineEnd >= 0 && lineEnd < end) ? at + 2 : end + 1;
  }

  private void toLineEnd() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private static char closing(char bracket) {
    return bracket == '{' ? '}' : ']';
  }
}
