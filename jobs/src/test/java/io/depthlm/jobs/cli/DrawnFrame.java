package io.depthlm.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A line of the files that {@code synth} writes, read without the product's code.
 *
 * @param camera fx, fy, cx, cy, width, height in pixels
 * @param pose camera to world, row-major, metres
 * @param radialM labels by pixel, along the ray
 */
record DrawnFrame(String scene, double[] camera, double[] pose, Map<List<Double>, Double> radialM) {
  /** The frames of a folder by their pictures, which are their ids. */
  static Map<String, DrawnFrame> read(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, DrawnFrame> frames = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode node = json.readTree(line);
          Map<List<Double>, Double> radialM = new HashMap<>();
          for (int i = 0; i < node.path("depth").size(); i++) {
            JsonNode pixel = node.path("pixel_coords").path(i);
            radialM.put(
                List.of(pixel.path(0).asDouble(), pixel.path(1).asDouble()),
                node.path("depth").path(i).asDouble());
          }
          frames.put(
              node.path("image").asText(),
              new DrawnFrame(
                  node.path("scene_id").asText(),
                  json.convertValue(node.path("intrinsics"), double[].class),
                  json.convertValue(node.path("camera_to_world"), double[].class),
                  radialM));
        }
      }
    }
    return frames;
  }

  static double apartM(double[] a, double[] b) {
    return Math.sqrt(
        Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
  }

  /** A labelled pixel in the coordinates of the world. */
  double[] inTheWorld(double x, double y) {
    double[] ray = {(x - camera[2]) / camera[0], (y - camera[3]) / camera[1], 1};
    double length = Math.sqrt(ray[0] * ray[0] + ray[1] * ray[1] + 1);
    double[] world = new double[3];
    for (int row = 0; row < 3; row++) {
      world[row] = pose[4 * row + 3];
      for (int column = 0; column < 3; column++) {
        world[row] += pose[4 * row + column] * ray[column] / length * radialM.get(List.of(x, y));
      }
    }
    return world;
  }

  double[] centre() {
    return new double[] {pose[3], pose[7], pose[11]};
  }

  /** The direction of the optical axis in the world. */
  double[] axis() {
    return new double[] {pose[2], pose[6], pose[10]};
  }
}
