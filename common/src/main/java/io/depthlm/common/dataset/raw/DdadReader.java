package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.dataset.FrameLabels;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.RigidTransform;
import io.depthlm.common.imaging.ImageLimits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * DDAD and other data sets in the layout of TRI's Dataset Governance Policy (DGP): a JSON file that
 * lists the scenes of each split, scene JSON files with the sensors' poses, calibrations, lidar
 * sweeps as {@code .npz} and pictures. Labels are z.
 *
 * <p>A return goes from the lidar to the world by the lidar's own pose and from there to the camera
 * by the camera's: the vehicle's motion between the two is in the poses. Its pixel is truncated, as
 * DGP's own projection does.
 *
 * @param options what to read
 */
public record DdadReader(ReaderOptions options) implements DatasetReader {
  /** {@code --format ddad}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("ddad", Set.of(LabelMode.values()), Set.of(), DdadReader::new).withSplits();

  private static final String[] SPLITS = {"train", "val", "test", "train_overfit"};

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    Set<String> parts = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    Set<String> splits = new LinkedHashSet<>();
    for (DatasetFiles.Item item : files.list("").files()) {
      if (item.name().endsWith(".json")) {
        addScenes(Json.read(files, item.name()), parts, seen, splits);
      }
    }
    if (seen.isEmpty()) {
      throw new UserError(
          "no JSON file in " + files.uri("") + " has 'scene_splits'",
          "--input takes the folder that has ddad.json and the scene folders in it");
    }
    if (parts.isEmpty()) {
      throw new UserError(
          "--split '" + options.split() + "' has no scenes in " + files.uri(""),
          "there are scenes of " + String.join(", ", splits) + "; --split may be left out");
    }
    return List.copyOf(parts);
  }

  private void addScenes(Json dataset, Set<String> parts, Set<String> seen, Set<String> splitNames)
      throws UnitFault {
    if (!dataset.has("scene_splits")) {
      return;
    }
    Json splits = dataset.at("scene_splits");
    for (Iterator<String> keys = splits.node().fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      String split = key.matches("[0-3]") ? SPLITS[Integer.parseInt(key)] : key;
      Json names = splits.at(key).at("filenames");
      for (int i = 0; i < names.size(); i++) {
        String scene = names.node().get(i).asText();
        splitNames.add(split);
        boolean wanted = options.split() == null || options.split().equals(split);
        // A scene of several splits is read once.
        if (seen.add(options.split() == null ? scene : split + "\n" + scene) && wanted) {
          parts.add(split + "\n" + scene);
        }
      }
    }
  }

  @Override
  public Iterator<UnitListing> units(String part, DatasetFiles files) throws IOException {
    int line = part.indexOf('\n');
    String split = part.substring(0, line);
    Json scene;
    String path = Checks.inside(part.substring(line + 1));
    try {
      scene = Json.read(files, path);
    } catch (FileNotFoundException e) {
      return List.of(UnitListing.of(UnitFault.reject(null, e))).iterator();
    }
    String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/') + 1) : "";
    Map<String, Json> data = new HashMap<>();
    Json all = scene.at("data");
    for (int i = 0; i < all.size(); i++) {
      data.put(all.at(i).text("key"), all.at(i));
    }
    Map<String, Json> calibrations = new HashMap<>();
    Json samples = scene.at("samples");
    List<UnitListing> units = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      String id = folder + "#" + i;
      try {
        Json sample = samples.at(i);
        String key = sample.text("calibration_key");
        if (!calibrations.containsKey(key)) {
          calibrations.put(key, Json.read(files, folder + "calibration/" + key + ".json"));
        }
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail.put("split", split).put("folder", folder);
        addData(detail, sample, data, calibrations.get(key));
        units.add(UnitListing.of(id, detail.toString()));
      } catch (IOException e) {
        units.add(UnitListing.of(UnitFault.reject(id, e)));
      }
    }
    return units.iterator();
  }

  private static void addData(
      ObjectNode detail, Json sample, Map<String, Json> data, Json calibration) throws UnitFault {
    Json keys = sample.at("datum_keys");
    ArrayNode cameras = detail.putArray("cameras");
    for (int i = 0; i < keys.size(); i++) {
      Json datum = data.get(keys.node().get(i).asText());
      if (datum == null) {
        throw new UnitFault(
            RejectReason.MISSING_KEY, keys.where() + " names data that is not there");
      }
      if (datum.at("datum").has("point_cloud")) {
        detail.set("lidar", datum.at("datum").at("point_cloud").node());
      } else if (datum.at("datum").has("image")) {
        String name = datum.at("id").text("name");
        ObjectNode camera = cameras.addObject();
        camera.put("name", name);
        camera.set("image", datum.at("datum").at("image").node());
        camera.set("intrinsics", intrinsics(calibration, name).node());
      }
    }
    if (!detail.has("lidar")) {
      throw new UnitFault(RejectReason.NO_LABELS, sample.where() + " has no lidar sweep");
    }
  }

  private static Json intrinsics(Json calibration, String camera) throws UnitFault {
    Json names = calibration.at("names");
    for (int i = 0; i < names.size(); i++) {
      if (names.node().get(i).asText().equals(camera)) {
        return calibration.at("intrinsics").at(i);
      }
    }
    throw new UnitFault(
        RejectReason.BAD_CALIBRATION, calibration.where() + " has no camera " + camera);
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    String folder = detail.node().get("folder").asText();
    Json lidar = detail.at("lidar");
    String sweep = folder + lidar.path("filename");
    Npy points = Npy.parseNpz(sweep, files.read(sweep, ImageLimits.DEFAULT.maxBytes()), "data");
    if (points.shape().length != 2 || points.shape()[1] < 3) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, sweep + " is not an array of [N, 3+]");
    }
    RigidTransform world = lidar.at("pose").dgpPose();
    List<UnitResult> results = new ArrayList<>();
    Json cameras = detail.at("cameras");
    for (int i = 0; i < cameras.size(); i++) {
      Json camera = cameras.at(i);
      String id = folder + camera.at("image").text("filename");
      try {
        results.add(frame(detail, camera, points, world));
      } catch (IOException e) {
        results.add(UnitFault.reject(id, e));
      }
    }
    return results.iterator();
  }

  private DatasetFrame frame(Json detail, Json camera, Npy points, RigidTransform world)
      throws UnitFault {
    String folder = detail.node().get("folder").asText();
    Json image = camera.at("image");
    String id = folder + image.path("filename");
    Json k = camera.at("intrinsics");
    Intrinsics intrinsics =
        Checks.usable(
            id,
            new Intrinsics(
                k.number("fx"),
                k.number("fy"),
                k.number("cx"),
                k.number("cy"),
                image.integer("width"),
                image.integer("height")));
    RigidTransform cameraToWorld = image.at("pose").dgpPose();
    LidarPicture picture =
        new LidarPicture(
            intrinsics,
            options.labelMode() == LabelMode.OFFICIAL
                ? SparseDepth.Conflict.LAST
                : SparseDepth.Conflict.NEAREST,
            LidarPicture.Rounding.TRUNCATE);
    RigidTransform lidarToCamera = cameraToWorld.inverse().after(world);
    int stride = points.shape()[1];
    for (int i = 0; i < points.shape()[0]; i++) {
      picture.add(
          lidarToCamera,
          points.at(stride * i),
          points.at(stride * i + 1),
          points.at(stride * i + 2));
    }
    FrameLabels labels = new FrameSampler(options).sparse(id, picture.depth(), LabelKind.Z);
    return new DatasetFrame(
        id,
        new FrameImage.InFile(id),
        intrinsics,
        cameraToWorld.toPose(),
        folder.isEmpty() ? null : folder.substring(0, folder.length() - 1),
        detail.text("split"),
        labels,
        null);
  }
}
