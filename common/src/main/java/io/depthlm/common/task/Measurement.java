package io.depthlm.common.task;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import java.util.List;
import java.util.Optional;

/** What a task measures, in metres: what it points at, what is true, and how an answer says it. */
interface Measurement {
  /** How many labelled pixels a question points at. */
  int points();

  /** How many pictures a question shows. */
  int frames();

  /** What the metres mean, for {@code truth_kind}. */
  String kind();

  /** The depth of one pixel that is measured, if it is one. */
  Optional<LabelKind> depth();

  /**
   * The truth in metres.
   *
   * @param camera of the original image
   * @param points as many as {@link #points()}
   * @param poses of as many frames as {@link #frames()} where there are several; not read otherwise
   */
  double metres(Intrinsics camera, List<GroundTruthPoint> points, List<Pose> poses);

  /** The words of a learnt answer before its first number. */
  String opening();

  /** The words after the metres, with a full stop. */
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

  /** The distance in space between what two pixels of one picture show. */
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
