package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A COLMAP model in text form: {@code cameras.txt} and {@code images.txt}.
 *
 * @param cameras lines of {@code cameras.txt} by camera id
 * @param images in their order
 */
record ColmapText(Map<String, String> cameras, List<Image> images) {
  private static final long MAX_BYTES = 1L << 30;

  /** A picture's line. */
  record Image(String name, String cameraId, RigidTransform worldToCamera) {}

  static ColmapText read(DatasetFiles files, String folder) throws IOException {
    Map<String, String> cameras = new HashMap<>();
    for (String line : lines(files, folder + "/cameras.txt")) {
      if (!line.isBlank()) {
        cameras.put(line.strip().split("\\s+", 2)[0], line.strip());
      }
    }
    List<Image> images = new ArrayList<>();
    List<String> lines = lines(files, folder + "/images.txt");
    // Every second line holds the picture's feature points, and may be empty.
    for (int i = 0; i < lines.size(); i += 2) {
      if (!lines.get(i).isBlank()) {
        images.add(image(folder, lines.get(i).strip()));
      }
    }
    return new ColmapText(cameras, images);
  }

  private static Image image(String folder, String line) throws UnitFault {
    String[] words = line.split("\\s+", 10);
    if (words.length < 10) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION, folder + "/images.txt has a short line: " + line);
    }
    try {
      double[] v = new double[8];
      for (int i = 1; i < 8; i++) {
        v[i] = Double.parseDouble(words[i]);
      }
      return new Image(
          words[9],
          words[8],
          RigidTransform.ofQuaternion(v[1], v[2], v[3], v[4], v[5], v[6], v[7]));
    } catch (IllegalArgumentException e) {
      throw new UnitFault(
          RejectReason.BAD_POSE, folder + "/images.txt: " + line + ": " + e.getMessage(), e);
    }
  }

  /** The line of a picture's own camera. */
  String cameraLine(Image image) throws UnitFault {
    String line = cameras.get(image.cameraId);
    if (line == null) {
      throw new UnitFault(
          RejectReason.BAD_CALIBRATION,
          "cameras.txt has no camera " + image.cameraId + " of " + image.name);
    }
    return line;
  }

  private static List<String> lines(DatasetFiles files, String path) throws IOException {
    String text = new String(files.read(path, MAX_BYTES), StandardCharsets.UTF_8);
    return text.lines().filter(line -> !line.startsWith("#")).toList();
  }
}
