package io.depthlm.common.task;

import io.depthlm.common.core.UserError;
import java.io.Serializable;
import java.util.Optional;

/**
 * A task with its parameters.
 *
 * @param kind the task
 * @param parameter seconds for {@link TaskKind#SPEED}, metres per second for {@link TaskKind#TIME},
 *     0 for the others
 */
public record TaskSpec(TaskKind kind, double parameter) implements Serializable {
  /**
   * Checks that there is a parameter if and only if the task has one.
   *
   * @throws UserError if not, or if it is not positive and finite
   */
  public TaskSpec {
    String name = parameterName(kind);
    if (name == null) {
      if (parameter != 0) {
        throw new UserError(
            "task '" + kind.key() + "' has no parameter, found " + parameter, "leave it out");
      }
    } else if (!(parameter > 0) || Double.isInfinite(parameter)) {
      throw new UserError(
          "task '" + kind.key() + "' has " + name + " = " + parameter, "give a positive number");
    }
  }

  /** A task without a parameter. */
  public static TaskSpec of(TaskKind kind) {
    return new TaskSpec(kind, 0);
  }

  /** The task of the speed that reaches a point in the given time. */
  public static TaskSpec speed(double seconds) {
    return new TaskSpec(TaskKind.SPEED, seconds);
  }

  /** The task of the time in which the given speed reaches a point. */
  public static TaskSpec time(double speedMPerS) {
    return new TaskSpec(TaskKind.TIME, speedMPerS);
  }

  /**
   * The parameters for ids and tables: {@code seconds=2.0}, {@code speed_m_per_s=1.5}, or empty.
   * The same parameters always give the same text.
   */
  public String parameters() {
    String name = parameterName(kind);
    return name == null ? "" : name + "=" + parameter;
  }

  /**
   * The task that a table's {@code task} and {@code parameters} describe.
   *
   * @throws UserError if they are not what {@link #parameters()} writes
   */
  public static TaskSpec parse(String kindKey, String parameters) {
    TaskKind kind = TaskKind.ofKey(kindKey);
    String name = parameterName(kind);
    if (name == null && parameters.isEmpty()) {
      return of(kind);
    }
    if (name != null && parameters.startsWith(name + "=")) {
      try {
        return new TaskSpec(kind, Double.parseDouble(parameters.substring(name.length() + 1)));
      } catch (NumberFormatException e) {
        // falls through to the message that shows the whole value
      }
    }
    throw new UserError(
        "task '" + kindKey + "' has parameters '" + parameters + "'",
        name == null ? "this task has none" : "write " + name + "=NUMBER");
  }

  /**
   * The value of this task at a distance: the distance itself, or divided by the time or the speed.
   */
  public double valueAt(double distanceM) {
    return parameterName(kind) == null ? distanceM : distanceM / parameter;
  }

  /** The distance in metres for a value of this task: the inverse of {@link #valueAt}. */
  public double distanceM(double value) {
    return parameterName(kind) == null ? value : value * parameter;
  }

  /** The name of a task's parameter in tables and configuration, if it has one. */
  public static Optional<String> parameterOf(TaskKind kind) {
    return Optional.ofNullable(parameterName(kind));
  }

  private static String parameterName(TaskKind kind) {
    return kind.division().map(Division::parameter).orElse(null);
  }
}
