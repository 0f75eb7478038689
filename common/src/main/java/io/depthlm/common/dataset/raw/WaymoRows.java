package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The rows of a table of Waymo's lasers by time and laser, read once from front to back. Rows that
 * come before their turn wait; a table in another order than the pictures' would make all of them
 * wait, and is refused. Not thread-safe.
 */
final class WaymoRows {
  /** More than three times of five lasers. */
  private static final int MOST_WAITING = 16;

  private final String path;
  private final List<ParquetColumn> values = new ArrayList<>();
  private final List<ParquetColumn> shapes = new ArrayList<>();
  private final List<Key> order = new ArrayList<>();
  private final Map<String, List<String>> lasersByTime = new HashMap<>();
  private final Map<Key, RangeImage[]> waiting = new LinkedHashMap<>();
  private final Set<String> wantedTimes;
  private int next;

  private record Key(String time, String laser) {}

  private WaymoRows(String path, Set<String> wantedTimes) {
    this.path = path;
    this.wantedTimes = new HashSet<>(wantedTimes);
  }

  /**
   * Opens a table and reads its keys.
   *
   * @param wantedTimes times that have pictures; rows of others are passed over
   * @param images columns without {@code .values} and {@code .shape}; those that are not there give
   *     no image
   */
  static WaymoRows open(DatasetFiles files, String path, Set<String> wantedTimes, String... images)
      throws IOException {
    ParquetTable table = ParquetTable.open(files, path);
    WaymoRows rows = new WaymoRows(path, wantedTimes);
    for (String image : images) {
      boolean there = table.has(image + ".values");
      rows.values.add(there ? table.column(image + ".values") : null);
      rows.shapes.add(there ? table.column(image + ".shape") : null);
    }
    ParquetColumn times = table.column("key.frame_timestamp_micros");
    ParquetColumn lasers = table.column("key.laser_name");
    for (long i = 0; i < table.rows(); i++) {
      Key key = new Key(times.nextText(), WaymoCalibration.name(WaymoCalibration.LASERS, lasers));
      rows.order.add(key);
      rows.lasersByTime.computeIfAbsent(key.time, t -> new ArrayList<>()).add(key.laser);
    }
    return rows;
  }

  String path() {
    return path;
  }

  /** The lasers that have a row of a time. */
  List<String> lasers(String time) {
    return lasersByTime.getOrDefault(time, List.of());
  }

  /**
   * The images of a row, each null where there is none; null if there is no such row. A row is
   * given once.
   */
  RangeImage[] take(String time, String laser) throws IOException {
    Key wanted = new Key(time, laser);
    if (!lasers(time).contains(laser)) {
      return null;
    }
    RangeImage[] found = waiting.remove(wanted);
    while (found == null) {
      if (next == order.size() || waiting.size() == MOST_WAITING) {
        throw new UnitFault(
            RejectReason.FILE_UNREADABLE,
            path + " has its rows in another order of times than camera_image");
      }
      Key key = order.get(next++);
      if (!wantedTimes.contains(key.time)) {
        passOver();
        continue;
      }
      RangeImage[] images = read(key);
      if (key.equals(wanted)) {
        found = images;
      } else {
        waiting.put(key, images);
      }
    }
    return found;
  }

  /** Says that a time is over: its rows are not wanted any more. */
  void forget(String time) {
    wantedTimes.remove(time);
    waiting.keySet().removeIf(key -> Objects.equals(key.time, time));
  }

  private void passOver() throws IOException {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != null) {
        values.get(i).skip();
        shapes.get(i).skip();
      }
    }
  }

  private RangeImage[] read(Key key) throws IOException {
    RangeImage[] images = new RangeImage[values.size()];
    for (int i = 0; i < images.length; i++) {
      if (values.get(i) != null) {
        images[i] =
            RangeImage.of(
                "%s at %s, laser %s".formatted(path, key.time, key.laser),
                values.get(i).nextFloats(),
                shapes.get(i).nextNumbers());
      }
    }
    return images;
  }
}
