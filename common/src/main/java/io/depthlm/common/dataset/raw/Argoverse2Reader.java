package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.RigidTransform;
import io.depthlm.common.imaging.ImageLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Argoverse 2, the sensor data set: feather tables of cameras and poses, lidar sweeps as feather,
 * pictures of seven ring cameras. One unit is a sweep with the pictures that are nearest to it in
 * time. Labels are z; official ones are radial.
 *
 * <p>The authors have compensated a sweep's points for the vehicle's motion to the sweep's own time
 * (so {@code offset_ns} is not to be applied again); from there they go to the city and to the
 * vehicle at the picture's time. A label's pixel is rounded, as in the authors' library.
 *
 * @param options what to read
 */
public record Argoverse2Reader(ReaderOptions options) implements DatasetReader {
  /** {@code --format argoverse2}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("argoverse2", Set.of(LabelMode.values()), Set.of(), Argoverse2Reader::new)
          .withSplits();

  /** Half a sweep's 100 ms and the authors' 2 ms of tolerance. */
  private static final long MAX_APART_NS = 51_000_000L;

  private static final int OFFICIAL_LOGS = 2;

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> logs =
        InputFolders.find(files, "", l -> l.folders().contains("calibration")).stream()
            .filter(log -> options.split() == null || options.split().equals(split(log)))
            .toList();
    InputFolders.required(
        logs,
        files,
        "log with calibration" + (options.split() == null ? "" : " in split " + options.split()),
        "--input takes the folder that has train, val and test, or the logs themselves, in it");
    // The official script stops after two of them.
    return options.labelMode() == LabelMode.OFFICIAL && logs.size() > OFFICIAL_LOGS
        ? logs.subList(0, OFFICIAL_LOGS)
        : logs;
  }

  /** The folder above a log, if there is one. */
  private static String split(String log) {
    String parent = InputFolders.parent(log);
    return parent.isEmpty() ? null : InputFolders.name(parent);
  }

  @Override
  public Iterator<UnitListing> units(String log, DatasetFiles files) throws IOException {
    Map<Long, RigidTransform> poses = poses(files, log + "/city_SE3_egovehicle.feather");
    Map<String, ObjectNode> cameras = cameras(files, log);
    TreeMap<Long, ArrayNode> sweeps = new TreeMap<>();
    for (String file : InputFolders.named(files, log + "/sensors/lidar", ".feather")) {
      sweeps.put(time(file), Json.MAPPER.createArrayNode());
    }
    List<UnitListing> units = new ArrayList<>();
    for (Map.Entry<String, ObjectNode> camera : cameras.entrySet()) {
      String folder = log + "/sensors/cameras/" + camera.getKey();
      if (!camera.getKey().startsWith("ring_") || !files.exists(folder)) {
        continue;
      }
      for (String file : InputFolders.named(files, folder, ".jpg", ".png")) {
        String id = folder + "/" + file;
        try {
          sweepOf(sweeps, time(file), id)
              .add(picture(id, camera.getValue(), pose(poses, time(file), id)));
        } catch (UnitFault e) {
          units.add(UnitListing.of(UnitFault.reject(id, e)));
        }
      }
    }
    for (Map.Entry<Long, ArrayNode> sweep : sweeps.entrySet()) {
      addSweep(log, sweep.getKey(), sweep.getValue(), poses, units);
    }
    return units.iterator();
  }

  private static void addSweep(
      String log,
      long time,
      ArrayNode pictures,
      Map<Long, RigidTransform> poses,
      List<UnitListing> units) {
    String path = log + "/sensors/lidar/" + time + ".feather";
    try {
      if (!pictures.isEmpty()) {
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail.put("log", log).put("sweep", path);
        Json.put(detail, "pose", pose(poses, time, path));
        detail.set("pictures", pictures);
        units.add(UnitListing.of(path, detail.toString()));
      }
    } catch (UnitFault e) {
      pictures.forEach(
          picture -> units.add(UnitListing.of(UnitFault.reject(picture.get("id").asText(), e))));
    }
  }

  private static ArrayNode sweepOf(TreeMap<Long, ArrayNode> sweeps, long time, String id)
      throws UnitFault {
    Map.Entry<Long, ArrayNode> before = sweeps.floorEntry(time);
    Map.Entry<Long, ArrayNode> after = sweeps.ceilingEntry(time);
    Map.Entry<Long, ArrayNode> nearest =
        before == null || (after != null && after.getKey() - time < time - before.getKey())
            ? after
            : before;
    if (nearest == null || Math.abs(nearest.getKey() - time) > MAX_APART_NS) {
      throw new UnitFault(RejectReason.NO_LABELS, id + " has no lidar sweep within 51 ms");
    }
    return nearest.getValue();
  }

  private static ObjectNode picture(String id, ObjectNode camera, RigidTransform pose) {
    ObjectNode picture = camera.deepCopy();
    picture.put("id", id);
    Json.put(picture, "pose", pose);
    return picture;
  }

  private static long time(String file) throws UnitFault {
    String stem = InputFolders.stem(file);
    if (!stem.matches("\\d{1,18}")) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, file + " is not named by a time in nanoseconds");
    }
    return Long.parseLong(stem);
  }

  private static RigidTransform pose(Map<Long, RigidTransform> poses, long time, String id)
      throws UnitFault {
    RigidTransform pose = poses.get(time);
    if (pose == null) {
      throw new UnitFault(
          RejectReason.BAD_POSE, id + ": city_SE3_egovehicle has no pose of that time");
    }
    return pose;
  }

  private static Map<Long, RigidTransform> poses(DatasetFiles files, String path)
      throws IOException {
    ArrowTable table = table(files, path);
    ArrowTable.Column times = table.column(path, "timestamp_ns");
    Map<Long, RigidTransform> poses = new HashMap<>();
    for (int i = 0; i < table.rows(); i++) {
      poses.put(times.longAt(i), transform(table, path, i));
    }
    return poses;
  }

  private static RigidTransform transform(ArrowTable table, String path, int row) throws UnitFault {
    double[] v = new double[7];
    String[] names = {"qw", "qx", "qy", "qz", "tx_m", "ty_m", "tz_m"};
    for (int i = 0; i < v.length; i++) {
      v[i] = table.column(path, names[i]).at(row);
    }
    try {
      return RigidTransform.ofQuaternion(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
    } catch (IllegalArgumentException e) {
      throw new UnitFault(RejectReason.BAD_POSE, path + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, ObjectNode> cameras(DatasetFiles files, String log)
      throws IOException {
    String path = log + "/calibration/intrinsics.feather";
    ArrowTable table = table(files, path);
    Map<String, ObjectNode> cameras = new TreeMap<>();
    for (int i = 0; i < table.rows(); i++) {
      ObjectNode camera = Json.MAPPER.createObjectNode();
      for (String key : List.of("fx_px", "fy_px", "cx_px", "cy_px", "width_px", "height_px")) {
        camera.put(key, table.column(path, key).at(i));
      }
      cameras.put(table.column(path, "sensor_name").textAt(i), camera);
    }
    String places = log + "/calibration/egovehicle_SE3_sensor.feather";
    ArrowTable extrinsics = table(files, places);
    for (int i = 0; i < extrinsics.rows(); i++) {
      ObjectNode camera = cameras.get(extrinsics.column(places, "sensor_name").textAt(i));
      if (camera != null) {
        Json.put(camera, "place", transform(extrinsics, places, i));
      }
    }
    return cameras;
  }

  private static ArrowTable table(DatasetFiles files, String path) throws IOException {
    return ArrowTable.read(path, files.read(path, ImageLimits.DEFAULT.maxBytes()));
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    String path = detail.text("sweep");
    ArrowTable sweep = table(files, path);
    List<UnitResult> results = new ArrayList<>();
    Json pictures = detail.at("pictures");
    for (int i = 0; i < pictures.size(); i++) {
      Json picture = pictures.at(i);
      String id = picture.text("id");
      try {
        results.add(frame(detail, picture, sweep));
      } catch (IOException e) {
        results.add(UnitFault.reject(id, e));
      }
    }
    return results.iterator();
  }

  private DatasetFrame frame(Json detail, Json picture, ArrowTable sweep) throws UnitFault {
    String id = picture.text("id");
    String path = detail.text("sweep");
    String log = detail.text("log");
    Intrinsics camera =
        Checks.usable(
            id,
            new Intrinsics(
                picture.number("fx_px"),
                picture.number("fy_px"),
                picture.number("cx_px"),
                picture.number("cy_px"),
                picture.integer("width_px"),
                picture.integer("height_px")));
    RigidTransform cameraToCity = picture.transform("pose").after(picture.transform("place"));
    RigidTransform toCamera = cameraToCity.inverse().after(detail.transform("pose"));
    boolean official = options.labelMode() == LabelMode.OFFICIAL;
    LidarPicture seen =
        new LidarPicture(
            camera,
            official ? SparseDepth.Conflict.LAST : SparseDepth.Conflict.NEAREST,
            LidarPicture.Rounding.NEAREST);
    ArrowTable.Column x = sweep.column(path, "x");
    ArrowTable.Column y = sweep.column(path, "y");
    ArrowTable.Column z = sweep.column(path, "z");
    for (int i = 0; i < sweep.rows(); i++) {
      seen.add(toCamera, x.at(i), y.at(i), z.at(i));
    }
    return new DatasetFrame(
        id,
        new FrameImage.InFile(id),
        camera,
        cameraToCity.toPose(),
        InputFolders.name(log),
        split(log),
        new FrameSampler(options)
            .sparse(id, seen.depth(), official ? LabelKind.RADIAL : LabelKind.Z),
        null);
  }
}
