package io.depthlm.common.vlm.torch;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * What PyTorch's profiler saw of some calls.
 *
 * @param operators those that scripts called, in order: each starts at least one kernel of a GPU.
 *     Views, and conversions to what a tensor already is, are left out
 */
public record Trace(List<Operator> operators) {
  /** Between the namespace of an operator, such as aten or mkldnn, and its name. */
  private static final String OF = "::";

  /** Operators that move and compute nothing. */
  private static final Set<String> VIEWS =
      Set.of(
          "alias",
          "as_strided",
          "detach",
          "dim",
          "empty",
          "empty_like",
          "expand",
          "flatten",
          "narrow",
          "numel",
          "permute",
          "select",
          "size",
          "slice",
          "split_with_sizes",
          "squeeze",
          "storage_offset",
          "stride",
          "transpose",
          "unbind",
          "unsqueeze",
          "view");

  /** Operators that copy only where they have to. */
  private static final Set<String> COPIES = Set.of("to", "reshape", "contiguous");

  /**
   * An operator.
   *
   * @param name without its namespace
   * @param micros how long it took, with all that it called
   */
  public record Operator(String name, double micros) {}

  private static final class Event {
    final String name;
    final double start;
    final double micros;
    boolean copies;

    Event(JsonNode json) {
      name = json.get("name").asText();
      start = json.get("ts").asDouble();
      micros = json.get("dur").asDouble();
    }

    double end() {
      return start + micros;
    }

    boolean isOperator() {
      return name.contains(OF);
    }

    String operator() {
      return name.substring(name.indexOf(OF) + OF.length());
    }

    boolean computes() {
      String operator = operator();
      return !VIEWS.contains(operator) && (copies || !COPIES.contains(operator));
    }
  }

  /** Runs calls of this thread under the profiler. */
  public static Trace of(Runnable calls) {
    try {
      Path file = Files.createTempFile("trace", ".json");
      try {
        JniUtils.startProfile(false, false, false);
        try {
          calls.run();
        } finally {
          JniUtils.stopProfile(file.toString());
        }
        return read(new ObjectMapper().readTree(file.toFile()));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trace read(JsonNode json) {
    List<Event> events = new ArrayList<>();
    for (JsonNode event : json) {
      if (event.path("ph").asText().equals("X")) {
        events.add(new Event(event));
      }
    }
    events.sort(
        Comparator.<Event>comparingDouble(event -> event.start)
            .thenComparing(event -> event.micros, Comparator.reverseOrder()));
    List<Event> called = new ArrayList<>();
    Deque<Event> around = new ArrayDeque<>();
    for (Event event : events) {
      while (!around.isEmpty() && event.start >= around.peek().end()) {
        around.pop();
      }
      if (event.name.equals("aten::copy_")) {
        around.forEach(outer -> outer.copies = true);
      }
      if (event.isOperator() && around.stream().noneMatch(Event::isOperator)) {
        called.add(event);
      }
      around.push(event);
    }
    return new Trace(
        called.stream()
            .filter(Event::computes)
            .map(event -> new Operator(event.operator(), event.micros))
            .toList());
  }
}
