package io.depthlm.common.task;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import java.util.List;
import java.util.Optional;

/**
 * What a task measures, in metres: its points and frames, its truth, and the wording of training
 * answers.
 */
interface Measurement {
  /** The number of labelled pixels of a question. */
  int points();

  /** The number of pictures of a question. */
  int frames();

  /** The kind of the measured value, for {@code truth_kind}. */
  String kind();

  /** The kind of depth, if the task measures the depth of one pixel. */
  Optional<LabelKind> depth();

  /**
   * The truth in metres.
   *
   * @param camera intrinsics of the original image
   * @param points as many as {@link #points()}
   * @param poses as many as {@link #frames()} if there are several frames; unused otherwise
   */
  double metres(Intrinsics camera, List<GroundTruthPoint> points, List<Pose> poses);

  /** The text of a training answer before its first number. */
  String opening();

  /** The text after the metres, with a full stop. */
  String closing();

  /** The depth of one pixel. */
  record PixelDepth(LabelKind which) implements Measurement {
    static final String OPENING = "<think> The point is around ";

    @Override
    public int points() {
      return 1;
    }

    @Override
    public int frames() {
      return 1;
    }

    @Override
    public String kind() {
      return which.key();
    }

    @Override
    public Optional<LabelKind> depth() {
      return Optional.of(which);
    }

    @Override
    public double metres(Intrinsics camera, List<GroundTruthPoint> points, List<Pose> poses) {
      return which == LabelKind.Z ? points.get(0).zM() : points.get(0).radialM();
    }

    @Override
    public String opening() {
      return OPENING;
    }

    @Override
    public String closing() {
      return " meters away from the camera.";
    }
  }

  /** The distance in space between two pixels of one picture. */
  record PointPair() implements Measurement {
    @Override
    public int points() {
      return 2;
    }

    @Override
    public int frames() {
      return 1;
    }

    @Override
    public String kind() {
      return "metric";
    }

    @Override
    public Optional<LabelKind> depth() {
      return Optional.empty();
    }

    @Override
    public double metres(Intrinsics camera, List<GroundTruthPoint> points, List<Pose> poses) {
      GroundTruthPoint a = points.get(0);
      GroundTruthPoint b = points.get(1);
      double dx = xM(camera, a) - xM(camera, b);
      double dy = yM(camera, a) - yM(camera, b);
      double dz = a.zM() - b.zM();
      return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    private static double xM(Intrinsics camera, GroundTruthPoint p) {
      return (p.xPx() - camera.cxPx()) / camera.fxPx() * p.zM();
    }

    private static double yM(Intrinsics camera, GroundTruthPoint p) {
      return (p.yPx() - camera.cyPx()) / camera.fyPx() * p.zM();
    }

    @Override
    public String opening() {
      return "<think> The two points are around ";
    }

    @Override
    public String closing() {
      return " meters apart.";
    }
  }

  /** The distance between the camera centres of two pictures. */
  record CameraMotion() implements Measurement {
    @Override
    public int points() {
      return 0;
    }

    @Override
    public int frames() {
      return 2;
    }

    @Override
    public String kind() {
      return "metric";
    }

    @Override
    public Optional<LabelKind> depth() {
      return Optional.empty();
    }

    @Override
    public double metres(Intrinsics camera, List<GroundTruthPoint> points, List<Pose> poses) {
      return poses.get(0).distanceM(poses.get(1));
    }

    @Override
    public String opening() {
      return "<think> The camera moved by around ";
    }

    @Override
    public String closing() {
      return " meters.";
    }
  }
}
