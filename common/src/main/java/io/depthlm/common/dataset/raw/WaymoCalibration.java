package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is fixed in a segment of Waymo: its cameras, its lasers, and the vehicle's poses by time.
 *
 * @param cameras by name
 * @param lasers by name
 * @param poses from the vehicle to the world by the frame's time
 */
record WaymoCalibration(
    Map<String, WaymoCamera> cameras,
    Map<String, Laser> lasers,
    Map<String, RigidTransform> poses) {
  /** Names by their numbers in the data. */
  static final List<String> CAMERAS =
      List.of("UNKNOWN", "FRONT", "FRONT_LEFT", "FRONT_RIGHT", "SIDE_LEFT", "SIDE_RIGHT");

  static final List<String> LASERS =
      List.of("UNKNOWN", "TOP", "FRONT", "SIDE_LEFT", "SIDE_RIGHT", "REAR");

  private static final String CAMERA = "[CameraCalibrationComponent].";
  private static final String LASER = "[LiDARCalibrationComponent].";

  /**
   * A laser.
   *
   * @param toVehicle from the laser to the vehicle
   * @param inclinations of the beams in radians from the lowest to the highest, or null
   * @param lowest inclination where the beams lie evenly
   * @param highest likewise
   */
  record Laser(RigidTransform toVehicle, double[] inclinations, double lowest, double highest) {
    /** The inclination of each row of a range image, whose first row is the highest. */
    double[] rows(String where, int height) throws UnitFault {
      if (inclinations != null && inclinations.length > 0 && inclinations.length != height) {
        throw new UnitFault(
            RejectReason.BAD_CALIBRATION,
            "%s has %d rows, the laser %d beams".formatted(where, height, inclinations.length));
      }
      double[] rows = new double[height];
      for (int i = 0; i < height; i++) {
        int beam = height - 1 - i;
        rows[i] =
            inclinations != null && inclinations.length > 0
                ? inclinations[beam]
                : (0.5 + beam) / height * (highest - lowest) + lowest;
      }
      return rows;
    }
  }

  static WaymoCalibration read(DatasetFiles files, String folder, String segment)
      throws IOException {
    String file = "/" + segment + ".parquet";
    return new WaymoCalibration(
        readCameras(
            ParquetTable.open(files, InputFolders.join(folder, "camera_calibration" + file))),
        readLasers(ParquetTable.open(files, InputFolders.join(folder, "lidar_calibration" + file))),
        readPoses(ParquetTable.open(files, InputFolders.join(folder, "vehicle_pose" + file))));
  }

  private static Map<String, WaymoCamera> readCameras(ParquetTable table) throws IOException {
    String[] names = {"f_u", "f_v", "c_u", "c_v", "k1", "k2", "p1", "p2", "k3"};
    ParquetColumn[] columns = new ParquetColumn[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = table.column(CAMERA + "intrinsic." + names[i]);
    }
    ParquetColumn key = table.column("key.camera_name");
    ParquetColumn place = table.column(CAMERA + "extrinsic.transform");
    ParquetColumn width = table.column(CAMERA + "width");
    ParquetColumn height = table.column(CAMERA + "height");
    Map<String, WaymoCamera> cameras = new HashMap<>();
    for (long row = 0; row < table.rows(); row++) {
      double[] v = new double[names.length];
      for (int i = 0; i < v.length; i++) {
        v[i] = columns[i].nextNumber();
      }
      String name = name(CAMERAS, key);
      Intrinsics pinhole =
          new Intrinsics(
              v[0],
              v[1],
              v[2] - 0.5,
              v[3] - 0.5,
              (int) width.nextNumber(),
              (int) height.nextNumber());
      cameras.put(
          name,
          new WaymoCamera(
              name,
              pinhole,
              new double[] {v[4], v[5], v[6], v[7], v[8]},
              transform(table.path() + " " + name, place.nextNumbers())));
    }
    return cameras;
  }

  private static Map<String, Laser> readLasers(ParquetTable table) throws IOException {
    ParquetColumn key = table.column("key.laser_name");
    ParquetColumn place = table.column(LASER + "extrinsic.transform");
    ParquetColumn lowest = table.column(LASER + "beam_inclination.min");
    ParquetColumn highest = table.column(LASER + "beam_inclination.max");
    ParquetColumn values = table.column(LASER + "beam_inclination.values");
    Map<String, Laser> lasers = new HashMap<>();
    for (long row = 0; row < table.rows(); row++) {
      String name = name(LASERS, key);
      lasers.put(
          name,
          new Laser(
              transform(table.path() + " " + name, place.nextNumbers()),
              values.nextNumbers(),
              lowest.nextNumber(),
              highest.nextNumber()));
    }
    return lasers;
  }

  private static Map<String, RigidTransform> readPoses(ParquetTable table) throws IOException {
    ParquetColumn times = table.column("key.frame_timestamp_micros");
    ParquetColumn poses = table.column("[VehiclePoseComponent].world_from_vehicle.transform");
    Map<String, RigidTransform> all = new HashMap<>();
    for (long row = 0; row < table.rows(); row++) {
      String time = times.nextText();
      all.put(time, transform(table.path() + " " + time, poses.nextNumbers()));
    }
    return all;
  }

  /** A name; some files hold its number. */
  static String name(List<String> names, ParquetColumn column) throws IOException {
    String found = column.nextText();
    if (found != null && found.matches("\\d{1,3}")) {
      int number = Integer.parseInt(found);
      return number < names.size() ? names.get(number) : found;
    }
    return found;
  }

  WaymoCamera camera(String frameId, String name) throws UnitFault {
    WaymoCamera camera = cameras.get(name);
    if (camera == null) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION, frameId + ": camera_calibration has no camera " + name);
    }
    Checks.usable(frameId, camera.pinhole());
    for (double coefficient : camera.lens()) {
      if (!Double.isFinite(coefficient)) {
        throw new UnitFault(
            RejectReason.BAD_CALIBRATION, frameId + ": the lens of " + name + " is not finite");
      }
    }
    return camera;
  }

  /** A transform out of sixteen numbers, row by row. */
  static RigidTransform transform(String where, double[] numbers) throws UnitFault {
    if (numbers == null || numbers.length != 16) {
      throw new UnitFault(
          RejectReason.BAD_POSE,
          where + " has %d numbers, not 16".formatted(numbers == null ? 0 : numbers.length));
    }
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new UnitFault(RejectReason.BAD_POSE, where + " is not finite");
      }
    }
    return RigidTransform.ofMatrix(numbers);
  }
}
