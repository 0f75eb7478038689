package io.depthlm.common.vlm.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One request: an image, its camera and pixels to ask about.
 *
 * @param image the file's bytes
 * @param intrinsics fx, fy, cx, cy in pixels
 * @param pointsPx column and row of each pixel
 * @param question the text, or null for that of the factory
 */
record DepthRequest(byte[] image, double[] intrinsics, List<double[]> pointsPx, String question) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads {@code {"image": BASE64, "intrinsics": [fx, fy, cx, cy], "points": [[x, y], …],
   * "question": WORDS}}; the question may be left out.
   *
   * @throws IllegalArgumentException with the error
   */
  static DepthRequest of(byte[] json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException("the request is not JSON: " + e.getMessage(), e);
    }
    if (root == null || !root.path("image").isTextual()) {
      throw new IllegalArgumentException("the request needs image, a file's bytes in base64");
    }
    byte[] image;
    try {
      image = root.get("image").binaryValue();
    } catch (IOException e) {
      throw new IllegalArgumentException("image is not base64: " + e.getMessage(), e);
    }
    List<double[]> points = new ArrayList<>();
    for (JsonNode point : root.path("points")) {
      points.add(numbers(point, 2, "a point"));
    }
    if (points.isEmpty()) {
      throw new IllegalArgumentException("the request needs points, [[x, y], …] in pixels");
    }
    JsonNode question = root.path("question");
    return new DepthRequest(
        image,
        numbers(root.path("intrinsics"), 4, "intrinsics"),
        points,
        question.isTextual() ? question.asText() : null);
  }

  private static double[] numbers(JsonNode node, int count, String what) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      if (node.size() != count || !node.get(i).isNumber()) {
        throw new IllegalArgumentException(
            "%s has %d numbers, found %s".formatted(what, count, node));
      }
      values[i] = node.get(i).asDouble();
    }
    return values;
  }
}
