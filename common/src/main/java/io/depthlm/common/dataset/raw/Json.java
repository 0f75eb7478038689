package io.depthlm.common.dataset.raw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.ImagePaths;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.RigidTransform;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A node of a JSON file that knows where it is, so that what is missing is named by file and key.
 *
 * @param where the file and the keys that lead here
 */
record Json(String where, JsonNode node) {
  private static final long MAX_BYTES = 1L << 30;

  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .disable(com.fasterxml.jackson.core.JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxNumberLength(400)
                          .build())
                  .build())
          .build();

  /**
   * A whole file.
   *
   * @throws UnitFault if it is no JSON
   */
  static Json read(DatasetFiles files, String path) throws IOException {
    return parse(path, files.read(path, MAX_BYTES));
  }

  /** As {@link #read}, of bytes that are there. */
  static Json parse(String path, byte[] bytes) throws UnitFault {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node == null || node.isMissingNode()) {
        throw new UnitFault(RejectReason.FILE_UNREADABLE, path + " is empty");
      }
      return new Json(path, node);
    } catch (JsonProcessingException e) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, path + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, path + ": " + e.getMessage(), e);
    }
  }

  /** The detail of a unit, which this program wrote itself. */
  static Json ofDetail(String detail) {
    try {
      return new Json("unit", MAPPER.readTree(detail));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  Json at(String key) throws UnitFault {
    if (!node.hasNonNull(key)) {
      throw new UnitFault(RejectReason.MISSING_KEY, where + " has no '" + key + "'");
    }
    return new Json(where + "." + key, node.get(key));
  }

  Json at(int index) throws UnitFault {
    if (!node.has(index)) {
      throw new UnitFault(
          RejectReason.MISSING_KEY, "%s has %d entries, no [%d]".formatted(where, size(), index));
    }
    return new Json(where + "[" + index + "]", node.get(index));
  }

  int size() {
    return node.size();
  }

  String text(String key) throws UnitFault {
    Json child = at(key);
    if (!child.node.isValueNode()) {
      throw new UnitFault(RejectReason.WRONG_TYPE, child.where + " is not a text");
    }
    return child.node.asText();
  }

  /** A path in the data: it stays inside of the input folder. */
  String path(String key) throws UnitFault {
    String found = text(key);
    try {
      return ImagePaths.insideRoot(found);
    } catch (IllegalArgumentException e) {
      throw new UnitFault(
          RejectReason.PATH_OUTSIDE_ROOT, where + "." + key + " '" + found + "' " + e.getMessage());
    }
  }

  double number(String key) throws UnitFault {
    return at(key).number();
  }

  double number() throws UnitFault {
    if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
      throw new UnitFault(RejectReason.WRONG_TYPE, where + " is not a finite number: " + node);
    }
    return node.asDouble();
  }

  int integer(String key) throws UnitFault {
    double value = number(key);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new UnitFault(
          RejectReason.WRONG_TYPE, where + "." + key + " is not a whole number: " + value);
    }
    return (int) value;
  }

  /** The numbers of an array, arrays in it included, in their order. */
  double[] numbers(int count) throws UnitFault {
    double[] all = new double[count];
    int n = collect(all, 0);
    if (n != count) {
      throw new UnitFault(
          RejectReason.WRONG_TYPE, "%s has %d numbers, %d are wanted".formatted(where, n, count));
    }
    return all;
  }

  private int collect(double[] to, int from) throws UnitFault {
    int n = from;
    for (int i = 0; i < node.size(); i++) {
      Json child = at(i);
      if (child.node.isArray()) {
        n = child.collect(to, n);
      } else {
        double value = child.number();
        if (n < to.length) {
          to[n] = value;
        }
        n++;
      }
    }
    return n;
  }

  /** A pose out of {@code rotation: {qw, qx, qy, qz}} and {@code translation: {x, y, z}}. */
  RigidTransform dgpPose() throws UnitFault {
    Json q = at("rotation");
    Json t = at("translation");
    return pose(
        new double[] {q.number("qw"), q.number("qx"), q.number("qy"), q.number("qz")},
        new double[] {t.number("x"), t.number("y"), t.number("z")});
  }

  /** A pose out of {@code rotation: [w, x, y, z]} and {@code translation: [x, y, z]}. */
  RigidTransform arrayPose() throws UnitFault {
    return pose(at("rotation").numbers(4), at("translation").numbers(3));
  }

  /** Twelve numbers of a transform that this program wrote. */
  RigidTransform transform(String key) throws UnitFault {
    return new RigidTransform(at(key).numbers(12));
  }

  /** Writes the twelve numbers of a transform, for {@link #transform}. */
  static void put(ObjectNode node, String key, RigidTransform transform) {
    ArrayNode numbers = node.putArray(key);
    for (double value : transform.rowMajor()) {
      numbers.add(value);
    }
  }

  private RigidTransform pose(double[] q, double[] t) throws UnitFault {
    try {
      return RigidTransform.ofQuaternion(q[0], q[1], q[2], q[3], t[0], t[1], t[2]);
    } catch (IllegalArgumentException e) {
      throw new UnitFault(RejectReason.BAD_POSE, where + ": " + e.getMessage(), e);
    }
  }
}
