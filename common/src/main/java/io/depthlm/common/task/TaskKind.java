package io.depthlm.common.task;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.LabelKind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The six tasks (docs/method.md, section 6). */
public enum TaskKind {
  /** Euclidean distance from the camera centre to a point. */
  DISTANCE("distance", 1, 1, Unit.METRES, "radial"),
  /** Distance to a point along the optical axis. */
  AXIS_DISTANCE("axis_distance", 1, 1, Unit.METRES, "z"),
  /** Speed that reaches a point, along the line of sight, in a given time. */
  SPEED("speed", 1, 1, Unit.METRES_PER_SECOND, "m_per_s"),
  /** Time in which a given speed reaches a point along the line of sight. */
  TIME("time", 1, 1, Unit.SECONDS, "s"),
  /** Euclidean distance between two points of one frame. */
  POINT_DISTANCE("point_distance", 2, 1, Unit.METRES, "metric"),
  /** Distance between the camera centres of two frames. */
  CAMERA_MOTION("camera_motion", 0, 2, Unit.METRES, "metric");

  /** What an answer is measured in. */
  public enum Unit {
    METRES("m"),
    METRES_PER_SECOND("m/s"),
    SECONDS("s");

    private final String key;

    Unit(String key) {
      this.key = key;
    }

    /** The unit in tables: {@code m}, {@code m/s}, {@code s}. */
    public String key() {
      return key;
    }
  }

  private final String key;
  private final int pointsPerQuestion;
  private final int framesPerQuestion;
  private final Unit unit;
  private final String valueKind;

  TaskKind(String key, int points, int frames, Unit unit, String valueKind) {
    this.key = key;
    this.pointsPerQuestion = points;
    this.framesPerQuestion = frames;
    this.unit = unit;
    this.valueKind = valueKind;
  }

  /** The name in tables and configuration, for example {@code axis_distance}. */
  public String key() {
    return key;
  }

  /** How many labelled pixels a question points at: 0, 1 or 2. */
  public int pointsPerQuestion() {
    return pointsPerQuestion;
  }

  /** How many pictures a question shows: 1 or 2. */
  public int framesPerQuestion() {
    return framesPerQuestion;
  }

  /** What the answer's number is measured in. */
  public Unit unit() {
    return unit;
  }

  /**
   * What a value of this task means, for {@code truth_kind} and {@code value_kind}: {@code radial},
   * {@code z}, {@code m_per_s}, {@code s} or {@code metric}.
   */
  public String valueKind() {
    return valueKind;
  }

  /**
   * The depth that a truth of this task is proportional to, or empty where it is not one pixel's
   * depth (two points, two cameras).
   */
  public Optional<LabelKind> depthKind() {
    return switch (this) {
      case DISTANCE, SPEED, TIME -> Optional.of(LabelKind.RADIAL);
      case AXIS_DISTANCE -> Optional.of(LabelKind.Z);
      case POINT_DISTANCE, CAMERA_MOTION -> Optional.empty();
    };
  }

  /**
   * The task of a name.
   *
   * @throws UserError if there is none
   */
  public static TaskKind ofKey(String key) {
    for (TaskKind kind : values()) {
      if (kind.key.equals(key)) {
        return kind;
      }
    }
    throw new UserError(
        "there is no task '" + key + "'",
        "tasks are "
            + Arrays.stream(values()).map(TaskKind::key).collect(Collectors.joining(", ")));
  }
}
