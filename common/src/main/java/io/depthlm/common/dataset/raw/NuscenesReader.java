package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * nuScenes: JSON tables in {@code v1.0-…}, lidar sweeps as float32 × 5, undistorted pictures. One
 * unit is a sample: its sweep and its six pictures. Labels are z.
 *
 * <p>A return goes lidar → vehicle at the sweep's time → world → vehicle at the picture's time →
 * camera. The official scripts leave out the two steps over the world. Its pixel is the floor of
 * its position; the nearest return on a pixel counts in both modes.
 *
 * @param options what to read
 */
public record NuscenesReader(ReaderOptions options) implements DatasetReader {
  /** {@code --format nuscenes}. */
  public static final DatasetFormat FORMAT =
      new DatasetFormat("nuscenes", Set.of(LabelMode.values()), Set.of(), NuscenesReader::new)
          .withSplits();

  private static final int POINT_BYTES = 20;

  @Override
  public List<String> parts(DatasetFiles files) throws IOException {
    List<String> versions =
        files.list("").folders().stream().filter(name -> name.startsWith("v1.0-")).toList();
    if (versions.isEmpty()) {
      throw new UserError(
          "no folder v1.0-… in " + files.uri(""),
          "--input takes the folder that has v1.0-trainval (or v1.0-mini, v1.0-test) and samples in"
              + " it");
    }
    return versions;
  }

  @Override
  public Iterator<UnitListing> units(String version, DatasetFiles files) throws IOException {
    return new NuscenesTables(files, version, options).units();
  }

  @Override
  public Iterator<UnitResult> read(DatasetUnit unit, DatasetFiles files) throws IOException {
    Json detail = Json.ofDetail(unit.detail());
    Json lidar = detail.at("lidar");
    String sweep = lidar.path("file");
    ByteBuffer points =
        ByteBuffer.wrap(files.read(sweep, ImageLimits.DEFAULT.maxBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (points.limit() % POINT_BYTES != 0) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE,
          "%s has %,d bytes, not a multiple of 5 floats".formatted(sweep, points.limit()));
    }
    List<UnitResult> results = new ArrayList<>();
    Json cameras = detail.at("cameras");
    for (int i = 0; i < cameras.size(); i++) {
      Json camera = cameras.at(i);
      String id = camera.text("file");
      try {
        results.add(frame(detail, camera, points));
      } catch (IOException e) {
        results.add(UnitFault.reject(id, e));
      }
    }
    return results.iterator();
  }

  private DatasetFrame frame(Json detail, Json camera, ByteBuffer points) throws UnitFault {
    String id = camera.path("file");
    double[] k = camera.at("k").numbers(9);
    Intrinsics intrinsics =
        Checks.usable(
            id,
            new Intrinsics(
                k[0], k[4], k[2], k[5], camera.integer("width"), camera.integer("height")));
    Json lidar = detail.at("lidar");
    RigidTransform lidarToEgo = lidar.at("sensor").arrayPose();
    RigidTransform cameraToEgo = camera.at("sensor").arrayPose();
    RigidTransform cameraEgoToWorld = camera.at("ego").arrayPose();
    RigidTransform lidarToCamera =
        options.labelMode() == LabelMode.OFFICIAL
            ? cameraToEgo.inverse().after(lidarToEgo)
            : cameraEgoToWorld
                .after(cameraToEgo)
                .inverse()
                .after(lidar.at("ego").arrayPose())
                .after(lidarToEgo);
    LidarPicture picture =
        new LidarPicture(intrinsics, SparseDepth.Conflict.NEAREST, LidarPicture.Rounding.FLOOR);
    for (int at = 0; at < points.limit(); at += POINT_BYTES) {
      picture.add(
          lidarToCamera, points.getFloat(at), points.getFloat(at + 4), points.getFloat(at + 8));
    }
    return new DatasetFrame(
        id,
        new FrameImage.InFile(id),
        intrinsics,
        cameraEgoToWorld.after(cameraToEgo).toPose(),
        detail.text("scene"),
        detail.has("split") ? detail.text("split") : null,
        new FrameSampler(options).sparse(id, picture.depth(), LabelKind.Z),
        null);
  }
}
