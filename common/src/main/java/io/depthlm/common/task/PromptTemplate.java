package io.depthlm.common.task;

import io.depthlm.common.core.UserError;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The text of a question with placeholders in braces; {@code {{} and {@code }}} are literal braces.
 *
 * <table>
 *  <caption>Placeholders</caption> <tr><td>{marker}</td><td>the marker in words, {@code red arrow}</td></tr> <tr><td>{x} {y}</td><td>the asked pixel in the shown picture, whole numbers</td></tr> <tr><td>{x2} {y2}</td><td>the second pixel, if the task has two</td></tr> <tr><td>{width} {height}</td><td>the shown picture's size in pixels</td></tr> <tr><td>{seconds}</td><td>the time, task {@code speed}</td></tr> <tr><td>{speed}</td><td>the speed in metres per second, task {@code time}</td></tr>
 * </table>
 *
 * @param text the words as configured
 * @param task the task they are for
 */
public record PromptTemplate(String text, TaskKind task) implements Serializable {
  private static final Map<String, BiFunction<TaskSpec, PromptValues, String>> PLACEHOLDERS =
      new TreeMap<>(
          Map.of(
              "marker", (task, v) -> v.marker(),
              "x", (task, v) -> v.xPx().get(0).toString(),
              "y", (task, v) -> v.yPx().get(0).toString(),
              "x2", (task, v) -> v.xPx().get(1).toString(),
              "y2", (task, v) -> v.yPx().get(1).toString(),
              "width", (task, v) -> Integer.toString(v.widthPx()),
              "height", (task, v) -> Integer.toString(v.heightPx()),
              "seconds", (task, v) -> plain(task.parameter()),
              "speed", (task, v) -> plain(task.parameter())));

  /**
   * Checks the text.
   *
   * @throws UserError if it is blank, if a brace is not closed, or if a placeholder is unknown or
   *     does not fit the task
   */
  public PromptTemplate {
    if (text.isBlank()) {
      throw new UserError(
          "the prompt for task '" + task.key() + "' is empty", "write the text of the question");
    }
    for (Part part : parts(text, task)) {
      if (part.placeholder()) {
        check(part.text(), task);
      }
    }
  }

  /**
   * The text of one question.
   *
   * @param spec the task with its parameters; its kind is that of this template
   * @param values as many pixels as the task has points
   */
  public String render(TaskSpec spec, PromptValues values) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (Part part : parts(text, task)) {
      out.append(
          part.placeholder() ? PLACEHOLDERS.get(part.text()).apply(spec, values) : part.text());
    }
    return out.toString();
  }

  private record Part(String text, Slot slot) {
    boolean placeholder() {
      return slot == Slot.PLACEHOLDER;
    }
  }

  private enum Slot {
    WORDS,
    PLACEHOLDER
  }

  private static List<Part> parts(String text, TaskKind task) {
    List<Part> parts = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
        words.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          throw new UserError(
              "the prompt for task '%s' opens a brace at character %d and never closes it"
                  .formatted(task.key(), i + 1),
              "close it, or write {{ for a brace itself");
        }
        parts.add(new Part(words.toString(), Slot.WORDS));
        words.setLength(0);
        parts.add(new Part(text.substring(i + 1, end), Slot.PLACEHOLDER));
        i = end;
      } else if (c == '}') {
        throw new UserError(
            "the prompt for task '%s' closes a brace at character %d that none opened"
                .formatted(task.key(), i + 1),
            "write }} for a brace itself");
      } else {
        words.append(c);
      }
    }
    parts.add(new Part(words.toString(), Slot.WORDS));
    return parts;
  }

  private static void check(String name, TaskKind task) {
    int points = task.pointsPerQuestion();
    boolean fits =
        switch (name) {
          case "x", "y", "marker" -> points >= 1;
          case "x2", "y2" -> points >= 2;
          case "seconds", "speed" ->
              task.division().filter(d -> d.placeholder().equals(name)).isPresent();
          default -> PLACEHOLDERS.containsKey(name);
        };
    if (!fits) {
      throw new UserError(
          "the prompt for task '%s' has the placeholder {%s}".formatted(task.key(), name),
          (PLACEHOLDERS.containsKey(name)
                  ? "this task has no such value"
                  : "there is no such placeholder")
              + "; placeholders are "
              + String.join(", ", PLACEHOLDERS.keySet()));
    }
  }

  /** A parameter as text: {@code 2}, {@code 1.5}. */
  static String plain(double number) {
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }
}
