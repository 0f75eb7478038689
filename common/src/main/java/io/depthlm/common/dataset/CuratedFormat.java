package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pose;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The curated form (docs/method.md, section 5): a folder of images and a JSON-lines file, one
 * object an image. No state; may be shared by threads.
 *
 * <table>
 *   <caption>Keys; any order, others are ignored</caption>
 *   <tr><td>{@code image} or {@code image_path}</td><td>path relative to the image folder</td></tr>
 *   <tr><td>{@code intrinsics}</td><td>[fx, fy, cx, cy, W, H], pixels</td></tr>
 *   <tr><td>{@code pixel_coords}</td><td>[[x, y], …], pixels of that image</td></tr>
 *   <tr><td>{@code depth}</td><td>[metres, …], as many</td></tr>
 *   <tr><td>{@code region}, optional</td><td>["boundary" | "interior" | null, …], as many</td></tr>
 *   <tr><td>{@code depth_step}, optional</td><td>[[near, far] | null, …], as many: the depths of the
 *       two sides of the depth step nearby, in metres, of the kind of {@code depth}</td></tr>
 *   <tr><td>{@code camera_to_world} or {@code pose}, optional</td>
 *       <td>16 numbers row by row, or 4 rows of 4</td></tr>
 *   <tr><td>{@code scene} or {@code scene_id}, optional</td><td>text or an integer</td></tr>
 * </table>
 */
public final class CuratedFormat implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double LAST_ROW_TOLERANCE = 1e-6;

  /**
   * Reads one line; never throws on what it contains.
   *
   * @param line without its line feed; a carriage return, a byte-order mark and surrounding white
   *     space are tolerated
   */
  public LineResult read(String line) {
    String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
    if (text.isBlank()) {
      return new BlankLine();
    }
    try {
      return frame(CuratedParser.parse(text));
    } catch (LineFault e) {
      return e.toResult();
    }
  }

  /** Reads a frame whose values are typed already; never a blank line. */
  public LineResult read(CuratedFields fields) {
    try {
      return frame(fields.raw());
    } catch (LineFault e) {
      return e.toResult();
    }
  }

  private static CuratedFrame frame(RawLine raw) throws LineFault {
    require(raw.image, "image");
    require(raw.intrinsics, "intrinsics");
    require(raw.pixels, "pixel_coords");
    require(raw.depths, "depth");
    String path = imagePath(raw.image);
    Intrinsics camera = intrinsics(raw.intrinsics);
    Pose pose = pose(raw.cameraToWorld);
    checkLengths(raw);
    List<LabelledPoint> points = new ArrayList<>(raw.depths.size());
    List<PointReject> rejects = new ArrayList<>();
    for (int i = 0; i < raw.depths.size(); i++) {
      PointReject reject = judge(raw, i, camera);
      if (reject != null) {
        rejects.add(reject);
        continue;
      }
      points.add(
          new LabelledPoint(
              i,
              raw.pixels.x.at(i),
              raw.pixels.y.at(i),
              raw.depths.at(i),
              null,
              region(raw, i),
              null,
              Set.of(),
              step(raw, i)));
    }
    return new CuratedFrame(path, camera, points, rejects, pose, raw.sceneId);
  }

  private static void require(Object value, String key) throws LineFault {
    if (value == null) {
      throw new LineFault(RejectReason.MISSING_KEY, "no '" + key + "'");
    }
  }

  private static String imagePath(String found) throws LineFault {
    try {
      return ImagePaths.insideRoot(found);
    } catch (IllegalArgumentException e) {
      throw new LineFault(
          RejectReason.PATH_OUTSIDE_ROOT, "image '" + found + "' " + e.getMessage());
    }
  }

  private static Intrinsics intrinsics(double[] v) throws LineFault {
    boolean finite = true;
    for (double value : v) {
      finite &= Double.isFinite(value);
    }
    boolean focal = v[0] >= 0 && v[1] >= 0 && (v[0] > 0 || v[1] > 0);
    if (!finite || !focal || !isSize(v[4]) || !isSize(v[5])) {
      throw new LineFault(
          RejectReason.BAD_INTRINSICS,
          "[fx, fy, cx, cy, W, H] = [%s, %s, %s, %s, %s, %s]"
              .formatted(v[0], v[1], v[2], v[3], v[4], v[5]));
    }
    return new Intrinsics(v[0], v[1], v[2], v[3], (int) v[4], (int) v[5]);
  }

  private static boolean isSize(double value) {
    return value >= 1 && value <= Integer.MAX_VALUE && value == Math.rint(value);
  }

  private static Pose pose(double[] values) throws LineFault {
    if (values == null) {
      return null;
    }
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new LineFault(RejectReason.BAD_POSE, "camera_to_world has " + value);
      }
    }
    for (int i = 12; i < 16; i++) {
      if (Math.abs(values[i] - (i == 15 ? 1 : 0)) > LAST_ROW_TOLERANCE) {
        throw new LineFault(
            RejectReason.BAD_POSE,
            "camera_to_world ends in [%s, %s, %s, %s], not [0, 0, 0, 1]"
                .formatted(values[12], values[13], values[14], values[15]));
      }
    }
    return new Pose(values);
  }

  private static void checkLengths(RawLine raw) throws LineFault {
    int points = raw.pixels.x.size();
    int depths = raw.depths.size();
    int regions = raw.regions == null ? points : raw.regions.size();
    int steps = raw.steps == null ? points : raw.steps.x.size();
    if (points != depths || points != regions || points != steps) {
      String tail =
          (raw.regions == null ? "" : ", " + regions + " 'region'")
              + (raw.steps == null ? "" : ", " + steps + " 'depth_step'");
      throw new LineFault(
          RejectReason.LENGTHS_DISAGREE, points + " 'pixel_coords', " + depths + " 'depth'" + tail);
    }
  }

  /** Why point {@code i} cannot be used, or null. */
  private static PointReject judge(RawLine raw, int i, Intrinsics camera) {
    double x = raw.pixels.x.at(i);
    double y = raw.pixels.y.at(i);
    String fault = raw.pixels.x.faultAt(i);
    if (fault != null) {
      return new PointReject(i, RejectReason.BAD_POINT, "a point is [x, y], found " + fault);
    }
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      return new PointReject(i, RejectReason.BAD_POINT, "x = " + x + ", y = " + y);
    }
    if (!(x >= 0 && x < camera.widthPx() && y >= 0 && y < camera.heightPx())) {
      return new PointReject(
          i,
          RejectReason.POINT_OUTSIDE_IMAGE,
          String.format(
              Locale.ROOT,
              "x = %s, y = %s, image %d x %d",
              x,
              y,
              camera.widthPx(),
              camera.heightPx()));
    }
    String depthFault = raw.depths.faultAt(i);
    double depthM = raw.depths.at(i);
    if (depthFault != null || !(depthM > 0) || Double.isInfinite(depthM)) {
      return new PointReject(
          i, RejectReason.BAD_DEPTH, "depth = " + (depthFault != null ? depthFault : depthM));
    }
    String regionFault = raw.regions == null ? null : raw.regions.faultAt(i);
    if (regionFault != null) {
      return new PointReject(i, RejectReason.BAD_POINT, "region = " + regionFault);
    }
    return stepFault(raw, i);
  }

  private static PointReject stepFault(RawLine raw, int i) {
    if (raw.steps == null) {
      return null;
    }
    String fault = raw.steps.x.faultAt(i);
    double nearM = raw.steps.x.at(i);
    double farM = raw.steps.y.at(i);
    boolean none = Double.isNaN(nearM) && Double.isNaN(farM);
    if (fault == null && !none && !(nearM > 0 && farM > nearM && farM < Double.POSITIVE_INFINITY)) {
      fault = "[" + nearM + ", " + farM + "]";
    }
    return fault == null
        ? null
        : new PointReject(
            i, RejectReason.BAD_POINT, "depth_step is [near, far] or null, found " + fault);
  }

  private static DepthStep step(RawLine raw, int i) {
    return raw.steps == null || Double.isNaN(raw.steps.x.at(i))
        ? null
        : new DepthStep(raw.steps.x.at(i), raw.steps.y.at(i));
  }

  private static Region region(RawLine raw, int i) {
    if (raw.regions == null || raw.regions.at(i) < 0) {
      return null;
    }
    return Region.values()[(int) raw.regions.at(i)];
  }
}
