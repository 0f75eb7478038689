package io.depthlm.common.vlm.text;

import com.hubspot.jinjava.interpret.InterpretException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The methods of Python's strings that chat templates use, with Python's meaning. */
final class PythonStrings {
  private PythonStrings() {}

  /**
   * Calls a method.
   *
   * @throws InterpretException if there is no such method, or if the result would be too long
   */
  static Object call(String text, String method, List<Object> arguments) {
    return switch (method) {
      case "strip" -> rstrip(lstrip(text, set(arguments)), set(arguments));
      case "lstrip" -> lstrip(text, set(arguments));
      case "rstrip" -> rstrip(text, set(arguments));
      case "startswith" -> alternatives(arguments).stream().anyMatch(text::startsWith);
      case "endswith" -> alternatives(arguments).stream().anyMatch(text::endsWith);
      case "split" -> split(text, arguments);
      case "splitlines" -> text.isEmpty() ? List.of() : Arrays.asList(text.split("\r\n|\r|\n"));
      case "replace" -> replace(text, text(arguments, 0), text(arguments, 1), limit(arguments, 2));
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "capitalize" ->
          text.isEmpty()
              ? text
              : text.substring(0, 1).toUpperCase(Locale.ROOT)
                  + text.substring(1).toLowerCase(Locale.ROOT);
      case "find" -> text.indexOf(text(arguments, 0));
      case "rfind" -> text.lastIndexOf(text(arguments, 0));
      case "count" -> count(text, text(arguments, 0));
      case "join" -> join(text, arguments);
      case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
      case "isspace" -> text.isBlank() && !text.isEmpty();
      default -> throw new InterpretException("a string has no method " + method);
    };
  }

  /**
   * Replaces up to {@code limit} occurrences; all of them if it is negative.
   *
   * @throws InterpretException if the result would be too long
   */
  static String replace(String text, String old, String with, int limit) {
    if (old.isEmpty()) {
      throw new InterpretException("replace needs a text to look for");
    }
    long occurrences = count(text, old);
    if (limit >= 0) {
      occurrences = Math.min(occurrences, limit);
    }
    TemplateBudget.checkLength(text.length() + occurrences * (with.length() - old.length()));
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    for (long done = 0; done < occurrences; done++) {
      int at = text.indexOf(old, from);
      replaced.append(text, from, at).append(with);
      from = at + old.length();
    }
    return replaced.append(text, from, text.length()).toString();
  }

  private static int count(String text, String what) {
    if (what.isEmpty()) {
      return text.length() + 1;
    }
    int count = 0;
    for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
      count++;
    }
    return count;
  }

  private static List<String> split(String text, List<Object> arguments) {
    int limit = limit(arguments, 1);
    List<String> parts = new ArrayList<>();
    if (arguments.isEmpty() || arguments.get(0) == null) {
      for (String part : text.strip().split("\\s+")) {
        if (!part.isEmpty()) {
          parts.add(part);
        }
      }
      return parts;
    }
    String separator = text(arguments, 0);
    if (separator.isEmpty()) {
      throw new InterpretException("split needs a separator");
    }
    int from = 0;
    for (int at = text.indexOf(separator);
        at >= 0 && parts.size() != limit;
        at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String join(String separator, List<Object> arguments) {
    if (arguments.isEmpty() || !(arguments.get(0) instanceof Iterable<?> parts)) {
      throw new InterpretException("join needs a list");
    }
    StringBuilder joined = new StringBuilder();
    String between = "";
    for (Object part : parts) {
      joined.append(between).append(part);
      between = separator;
      TemplateBudget.checkLength(joined.length());
    }
    return joined.toString();
  }

  private static String lstrip(String text, String set) {
    int from = 0;
    while (from < text.length() && stripped(text.charAt(from), set)) {
      from++;
    }
    return text.substring(from);
  }

  private static String rstrip(String text, String set) {
    int to = text.length();
    while (to > 0 && stripped(text.charAt(to - 1), set)) {
      to--;
    }
    return text.substring(0, to);
  }

  private static boolean stripped(char c, String set) {
    return set == null ? Character.isWhitespace(c) : set.indexOf(c) >= 0;
  }

  private static String set(List<Object> arguments) {
    return arguments.isEmpty() || arguments.get(0) == null ? null : text(arguments, 0);
  }

  private static List<String> alternatives(List<Object> arguments) {
    if (!arguments.isEmpty() && arguments.get(0) instanceof List<?> several) {
      return several.stream().map(Objects::toString).toList();
    }
    return List.of(text(arguments, 0));
  }

  private static String text(List<Object> arguments, int index) {
    if (index >= arguments.size() || arguments.get(index) == null) {
      throw new InterpretException("a method of a string lacks an argument");
    }
    return arguments.get(index).toString();
  }

  private static int limit(List<Object> arguments, int index) {
    return index < arguments.size() && arguments.get(index) instanceof Number number
        ? number.intValue()
        : -1;
  }
}
