package io.depthlm.common.config;

import com.typesafe.config.ConfigObject;
import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Suggestion;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A task: its name, or an object with {@code kind} and the kind's parameter. */
final class TaskType implements ValueType<TaskSpec> {
  private static final Setting<String> KIND =
      Setting.required("kind", Types.NAME, "the name of the task");

  @Override
  public String name() {
    return "the name of a task, or {kind = NAME, parameter = number}";
  }

  @Override
  public Decoded<TaskSpec> decode(Node node) {
    if (node.value().unwrapped() instanceof String key) {
      TaskKind kind = kind(node, key);
      TaskSpec.parameterOf(kind)
          .ifPresent(
              name -> {
                throw new UserError(
                    "%s: the task '%s' needs %s".formatted(node.where(), key, name),
                    "write {kind = %s, %s = 3}".formatted(key, name));
              });
      return Decoded.plain(TaskSpec.of(kind), Map.of("kind", key));
    }
    if (node.value() instanceof ConfigObject object
        && object.get("kind") != null
        && object.get("kind").unwrapped() instanceof String key) {
      return read(node, kind(node.child("kind", object.get("kind")), key));
    }
    throw node.wrong(name());
  }

  private static Decoded<TaskSpec> read(Node node, TaskKind kind) {
    List<Setting<?>> settings = new ArrayList<>(List.of(KIND));
    Optional<Setting<Double>> parameter =
        TaskSpec.parameterOf(kind)
            .map(
                name ->
                    Setting.required(name, Types.NUMBER, "parameter of the task " + kind.key())
                        .limited("above 0", v -> v > 0));
    parameter.ifPresent(settings::add);
    return new Schema(settings)
        .read(node, s -> new TaskSpec(kind, parameter.map(p -> s.of(p)).orElse(0.0)));
  }

  private static TaskKind kind(Node node, String key) {
    for (TaskKind kind : TaskKind.values()) {
      if (kind.key().equals(key)) {
        return kind;
      }
    }
    throw new UserError(
        node.where() + ": there is no task '" + key + "'",
        Suggestion.remedy(key, Arrays.stream(TaskKind.values()).map(TaskKind::key).toList()));
  }
}
