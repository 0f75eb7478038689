package io.depthlm.common.task;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.LabelKind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The six tasks (docs/method.md, section 6). Each is one object: what it measures, and what that is
 * divided by, if it is. Whoever handles a task asks it for its points, frames, truth, words and
 * unit.
 */
public enum TaskKind {
  /** Euclidean distance from the camera centre to a point. */
  DISTANCE("distance", new Measurement.PixelDepth(LabelKind.RADIAL), null),
  /** Distance to a point along the optical axis. */
  AXIS_DISTANCE("axis_distance", new Measurement.PixelDepth(LabelKind.Z), null),
  /** Speed that reaches a point, along the line of sight, in a given time. */
  SPEED("speed", new Measurement.PixelDepth(LabelKind.RADIAL), Division.BY_TIME),
  /** Time in which a given speed reaches a point along the line of sight. */
  TIME("time", new Measurement.PixelDepth(LabelKind.RADIAL), Division.BY_SPEED),
  /** Euclidean distance between two points of one frame. */
  POINT_DISTANCE("point_distance", new Measurement.PointPair(), null),
  /** Distance between the camera centres of two frames. */
  CAMERA_MOTION("camera_motion", new Measurement.CameraMotion(), null);

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
  private final Measurement measurement;
  private final Division division;

  TaskKind(String key, Measurement measurement, Division division) {
    this.key = key;
    this.measurement = measurement;
    this.division = division;
  }

  /** What is measured, in metres. */
  Measurement measurement() {
    return measurement;
  }

  /** What the metres are divided by, if they are. */
  Optional<Division> division() {
    return Optional.ofNullable(division);
  }

  /** The name in tables and configuration, for example {@code axis_distance}. */
  public String key() {
    return key;
  }

  /** How many labelled pixels a question points at: 0, 1 or 2. */
  public int pointsPerQuestion() {
    return measurement.points();
  }

  /** How many pictures a question shows: 1 or 2. */
  public int framesPerQuestion() {
    return measurement.frames();
  }

  /** What the answer's number is measured in. */
  public Unit unit() {
    return division == null ? Unit.METRES : division.unit();
  }

  /**
   * What a value of this task means, for {@code truth_kind} and {@code value_kind}: {@code radial},
   * {@code z}, {@code m_per_s}, {@code s} or {@code metric}.
   */
  public String valueKind() {
    return division == null ? measurement.kind() : division.kind();
  }

  /**
   * The depth that a truth of this task is proportional to, or empty where it is not one pixel's
   * depth (two points, two cameras).
   */
  public Optional<LabelKind> depthKind() {
    return measurement.depth();
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
