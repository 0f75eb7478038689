package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import io.depthlm.common.core.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A task of a sweep.
 *
 * @param kind {@code distance}, {@code speed}, …
 * @param parameters its numbers, all positive; empty for most kinds
 */
public record TaskConfig(String kind, SortedMap<String, Double> parameters) {
  /** Copies; the map cannot be changed. */
  public TaskConfig {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  private static final Setting<String> KIND =
      Setting.required("kind", Types.NAME, "which of the tasks");

  static final ValueType<TaskConfig> TYPE =
      new ValueType<>() {
        @Override
        public String name() {
          return "the name of a task, or {kind = NAME, parameter = number}";
        }

        @Override
        public Decoded<TaskConfig> decode(Node node) {
          if (node.value().unwrapped() instanceof String kind) {
            return read(node, kind, node.library().vocabulary().taskParameters().get(kind));
          }
          if (node.value() instanceof ConfigObject object
              && object.get("kind") != null
              && object.get("kind").unwrapped() instanceof String kind) {
            return read(node, kind, node.library().vocabulary().taskParameters().get(kind));
          }
          throw node.wrong(name());
        }
      };

  private static Decoded<TaskConfig> read(Node node, String kind, SortedSet<String> names) {
    if (names == null) {
      throw new UserError(
          node.where() + ": there is no task '" + kind + "'",
          Suggest.remedy(kind, node.library().vocabulary().taskParameters().keySet()));
    }
    if (!(node.value() instanceof ConfigObject)) {
      if (!names.isEmpty()) {
        throw new UserError(
            node.where() + ": the task '" + kind + "' needs " + String.join(", ", names),
            "write {kind = %s, %s}"
                .formatted(
                    kind, names.stream().map(n -> n + " = 3").collect(Collectors.joining(", "))));
      }
      return Decoded.plain(new TaskConfig(kind, new TreeMap<>()), Map.of("kind", kind));
    }
    List<Setting<?>> settings = new ArrayList<>(List.of(KIND));
    List<Setting<Double>> parameters = new ArrayList<>();
    for (String name : names) {
      parameters.add(
          Setting.required(name, Types.NUMBER, "parameter of the task " + kind)
              .limited("above 0", v -> v > 0));
    }
    settings.addAll(parameters);
    return new Schema(settings)
        .read(
            node,
            s -> {
              SortedMap<String, Double> values = new TreeMap<>();
              parameters.forEach(p -> values.put(p.key(), s.of(p)));
              return new TaskConfig(kind, values);
            });
  }
}
