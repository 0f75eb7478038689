package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The laser sweeps of a segment of Waymo, projected into pictures. A sweep is a range image: rows
 * are beams, columns directions; each pixel has up to two returns. Not thread-safe.
 */
final class WaymoSweeps {
  private static final String LIDAR = "[LiDARComponent].range_image_return";
  private static final String POSE = "[LiDARPoseComponent].range_image_return1";
  private static final String PIXEL = "[LiDARCameraProjectionComponent].range_image_return";
  private static final int RETURNS = 2;

  private final WaymoCalibration calibration;
  private final WaymoRows sweeps;
  private final WaymoRows poses;
  private final WaymoRows pixels;

  /** A picture that sweeps are projected into, and where the vehicle was when it was taken. */
  record Target(WaymoCamera camera, RigidTransform vehicle, LidarPicture picture) {}

  WaymoSweeps(
      DatasetFiles files,
      String folder,
      String segment,
      WaymoCalibration calibration,
      Set<String> times,
      WaymoReader.Pixels pixels)
      throws IOException {
    this.calibration = calibration;
    String file = "/" + segment + ".parquet";
    this.sweeps =
        WaymoRows.open(
            files, InputFolders.join(folder, "lidar" + file), times, LIDAR + "1", LIDAR + "2");
    String pose = InputFolders.join(folder, "lidar_pose" + file);
    this.poses = files.exists(pose) ? WaymoRows.open(files, pose, times, POSE) : null;
    this.pixels =
        pixels == WaymoReader.Pixels.AUTHORS
            ? WaymoRows.open(
                files,
                InputFolders.join(folder, WaymoReader.PROJECTIONS + file),
                times,
                PIXEL + "1",
                PIXEL + "2")
            : null;
  }

  /**
   * Projects all sweeps of a time into all pictures of it.
   *
   * @throws UnitFault if there is no sweep
   */
  void project(String time, List<Target> targets) throws IOException {
    RigidTransform frame = calibration.poses().get(time);
    if (frame == null) {
      throw new UnitFault(RejectReason.BAD_POSE, "vehicle_pose has nothing of time " + time);
    }
    List<String> lasers = sweeps.lasers(time);
    if (lasers.isEmpty()) {
      throw new UnitFault(RejectReason.NO_LABELS, sweeps.path() + " has no sweep of time " + time);
    }
    List<Projection> projections = new ArrayList<>();
    for (Target target : targets) {
      projections.add(new Projection(target, target.camera.fromWorld(target.vehicle)));
    }
    for (String laser : lasers) {
      RangeImage[] returns = sweeps.take(time, laser);
      RangeImage[] moved = poses == null ? null : poses.take(time, laser);
      RangeImage[] authors = pixels == null ? null : pixels.take(time, laser);
      for (int i = 0; i < RETURNS; i++) {
        if (returns[i] != null) {
          Sweep sweep =
              new Sweep(
                  "%s at %s, laser %s".formatted(sweeps.path(), time, laser),
                  returns[i],
                  moved == null ? null : moved[0],
                  authors == null ? null : authors[i]);
          project(sweep, laser(laser), frame, projections);
        }
      }
    }
  }

  /** Says that a time is over. */
  void forget(String time) {
    for (WaymoRows rows : new WaymoRows[] {sweeps, poses, pixels}) {
      if (rows != null) {
        rows.forget(time);
      }
    }
  }

  private WaymoCalibration.Laser laser(String name) throws UnitFault {
    WaymoCalibration.Laser laser = calibration.lasers().get(name);
    if (laser == null) {
      throw new UnitFault(RejectReason.BAD_CALIBRATION, "lidar_calibration has no laser " + name);
    }
    return laser;
  }

  /** A range image with what belongs to it; poses and pixels may be null. */
  private record Sweep(String where, RangeImage ranges, RangeImage poses, RangeImage pixels) {}

  private record Projection(Target target, RigidTransform fromWorld) {}

  private void project(
      Sweep sweep, WaymoCalibration.Laser laser, RigidTransform frame, List<Projection> into)
      throws UnitFault {
    RangeImage ranges = sweep.ranges;
    ranges.require(sweep.where, 1, null);
    if (sweep.poses != null) {
      sweep.poses.require(sweep.where + ", poses", 6, ranges);
    }
    if (pixels != null && sweep.pixels == null) {
      throw new UnitFault(
          RejectReason.MISSING_KEY, sweep.where + " has no " + WaymoReader.PROJECTIONS);
    }
    if (sweep.pixels != null) {
      sweep.pixels.require(sweep.where + ", projections", 6, ranges);
    }
    double[] rows = laser.rows(sweep.where, ranges.height());
    double[] turn = laser.toVehicle().rowMajor();
    double correction = Math.atan2(turn[4], turn[0]);
    RigidTransform whole = frame.after(laser.toVehicle());
    double[] world = new double[3];
    for (int row = 0; row < ranges.height(); row++) {
      double flat = Math.cos(rows[row]);
      double up = Math.sin(rows[row]);
      for (int column = 0; column < ranges.width(); column++) {
        double range = ranges.at(row, column, 0);
        if (!(range > 0) || range == Double.POSITIVE_INFINITY) {
          continue;
        }
        double share = (ranges.width() - column - 0.5) / ranges.width();
        double azimuth = (2 * share - 1) * Math.PI - correction;
        double x = Math.cos(azimuth) * flat * range;
        double y = Math.sin(azimuth) * flat * range;
        if (sweep.poses == null) {
          whole.apply(x, y, up * range, world);
        } else {
          laser.toVehicle().apply(x, y, up * range, world);
          sweep.poses.pose(row, column).apply(world[0], world[1], world[2], world);
        }
        project(sweep, row, column, world, into);
      }
    }
  }

  private static void project(
      Sweep sweep, int row, int column, double[] world, List<Projection> into) {
    double[] at = new double[3];
    double[] pixel = new double[2];
    for (Projection projection : into) {
      WaymoCamera camera = projection.target.camera;
      projection.fromWorld.apply(world[0], world[1], world[2], at);
      double z = at[2];
      if (!(z > 0)) {
        continue;
      }
      boolean seen =
          sweep.pixels == null
              ? camera.project(at[0], at[1], z, pixel)
              : authors(sweep.pixels, row, column, camera.name(), pixel);
      if (seen) {
        double radial = Math.sqrt(at[0] * at[0] + at[1] * at[1] + z * z);
        projection.target.picture.addAt(pixel[0], pixel[1], z, radial);
      }
    }
  }

  /** The authors' pixel of a return in a camera, if it is one of the two that they name. */
  private static boolean authors(
      RangeImage pixels, int row, int column, String camera, double[] to) {
    for (int first = 0; first < 6; first += 3) {
      int number = (int) pixels.at(row, column, first);
      if (number > 0
          && number < WaymoCalibration.CAMERAS.size()
          && WaymoCalibration.CAMERAS.get(number).equals(camera)) {
        to[0] = pixels.at(row, column, first + 1);
        to[1] = pixels.at(row, column, first + 2);
        return true;
      }
    }
    return false;
  }
}
