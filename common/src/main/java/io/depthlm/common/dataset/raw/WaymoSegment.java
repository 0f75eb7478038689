package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The frames of a segment of {@link WaymoReader}, time after time: the sweeps of a time are
 * projected into all its pictures, and forgotten. Not thread-safe.
 */
final class WaymoSegment implements Iterator<UnitResult> {
  private static final String IMAGE = "[CameraImageComponent].";

  private final ReaderOptions options;
  private final String folder;
  private final String segment;
  private final WaymoCalibration calibration;
  private final WaymoSweeps sweeps;
  private final List<Picture> pictures;
  private final ParquetColumn images;
  private final ParquetColumn poses;
  private final Deque<UnitResult> ready = new ArrayDeque<>();
  private int next;

  /** A row of the pictures' table. */
  private record Picture(String time, String camera) {}

  /** A picture and what of the sweeps is seen in it. */
  private record Open(
      String id, WaymoCamera camera, byte[] image, RigidTransform vehicle, LidarPicture seen) {}

  WaymoSegment(
      ReaderOptions options,
      DatasetFiles files,
      String folder,
      String segment,
      WaymoReader.Pixels pixels)
      throws IOException {
    this.options = options;
    this.folder = folder;
    this.segment = segment;
    String file = "/" + segment + ".parquet";
    ParquetTable table =
        ParquetTable.open(files, InputFolders.join(folder, WaymoReader.PICTURES + file));
    this.pictures = pictures(table);
    this.images = table.column(IMAGE + "image");
    this.poses = table.column(IMAGE + "pose.transform");
    this.calibration = WaymoCalibration.read(files, folder, segment);
    Set<String> times = pictures.stream().map(Picture::time).collect(Collectors.toSet());
    this.sweeps = new WaymoSweeps(files, folder, segment, calibration, times, pixels);
  }

  private static List<Picture> pictures(ParquetTable table) throws IOException {
    ParquetColumn times = table.column("key.frame_timestamp_micros");
    ParquetColumn cameras = table.column("key.camera_name");
    List<Picture> all = new ArrayList<>();
    for (long i = 0; i < table.rows(); i++) {
      all.add(
          new Picture(times.nextText(), WaymoCalibration.name(WaymoCalibration.CAMERAS, cameras)));
    }
    return all;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && next < pictures.size()) {
      addTime();
    }
    return !ready.isEmpty();
  }

  @Override
  public UnitResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** All pictures of the next time. */
  private void addTime() {
    String time = pictures.get(next).time;
    List<Open> open = new ArrayList<>();
    while (next < pictures.size() && Objects.equals(pictures.get(next).time, time)) {
      Picture picture = pictures.get(next++);
      String id = InputFolders.join(folder, segment + "/" + time + "_" + picture.camera);
      try {
        open.add(open(id, picture));
      } catch (IOException e) {
        ready.add(UnitFault.reject(id, e));
      }
    }
    try {
      sweeps.project(
          time,
          open.stream().map(p -> new WaymoSweeps.Target(p.camera, p.vehicle, p.seen)).toList());
    } catch (IOException e) {
      open.forEach(picture -> ready.add(UnitFault.reject(picture.id, e)));
      return;
    } finally {
      sweeps.forget(time);
    }
    open.forEach(picture -> ready.add(frame(picture)));
  }

  private Open open(String id, Picture picture) throws IOException {
    byte[] image = images.nextBytes();
    double[] pose = poses.nextNumbers();
    if (image == null) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, id + " has no picture");
    }
    WaymoCamera camera = calibration.camera(id, picture.camera);
    RigidTransform vehicle = WaymoCalibration.transform(id + " pose", pose);
    LidarPicture seen =
        new LidarPicture(
            camera.pinhole(), SparseDepth.Conflict.NEAREST, LidarPicture.Rounding.FLOOR);
    return new Open(id, camera, image, vehicle, seen);
  }

  private UnitResult frame(Open picture) {
    try {
      return new DatasetFrame(
          picture.id,
          new FrameImage.InMemory(picture.image),
          picture.camera.pinhole(),
          picture.camera.cameraToWorld(picture.vehicle).toPose(),
          segment,
          WaymoReader.split(folder),
          new FrameSampler(options).sparse(picture.id, picture.seen.depth(), LabelKind.Z),
          null);
    } catch (UnitFault e) {
      return UnitFault.reject(picture.id, e);
    }
  }
}
