package io.depthlm.common.task;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.LabelKind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The six tasks (docs/method.md, section 6). Each task is one object that says what it measures
 * and, for speed and time, what the distance is divided by. Code that handles tasks asks this
 * object for points, frames, truth and unit.
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

  /** The unit of an answer. */
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

  /** What the metres are divided by; empty for tasks without a division. */
  Optional<Division> division() {
    return Optional.ofNullable(division);
  }

  /** The name in tables and configuration, for example {@code axis_distance}. */
  public String key() {
    return key;
  }

  /** The number of labelled pixels of a question: 0, 1 or 2. */
  public int pointsPerQuestion() {
    return measurement.points();
  }

  /** The number of pictures of a question: 1 or 2. */
  public int framesPerQuestion() {
    return measurement.frames();
  }

  /** The unit of the answer. */
  public Unit unit() {
    return division == null ? Unit.METRES : division.unit();
  }

  /**
   * The kind of the value in {@code truth_kind} and {@code value_kind}: {@code radial}, {@code z},
   * {@code m_per_s}, {@code s} or {@code metric}.
   */
  public String valueKind() {
    return division == null ? measurement.kind() : division.kind();
  }

  /**
   * The kind of depth that a truth of this task is proportional to; empty for tasks about two
   * points or two cameras.
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
