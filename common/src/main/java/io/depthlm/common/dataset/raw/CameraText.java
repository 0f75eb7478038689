package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.Intrinsics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A pinhole camera as people write it down. */
final class CameraText {
  private CameraText() {}

  /**
   * A camera out of numbers: {@code fx fy cx cy}, the same and {@code width height}, or a matrix of
   * 3 × 3 or 4 × 4, row by row.
   *
   * @param widthPx of the picture where the text does not say it
   * @param heightPx likewise
   * @throws UnitFault if it is none
   */
  static Intrinsics parse(String where, String text, int widthPx, int heightPx) throws UnitFault {
    double[] v = DenseFrames.numbers(where, text, 4);
    return switch (v.length) {
      case 4 -> new Intrinsics(v[0], v[1], v[2], v[3], widthPx, heightPx);
      case 6 -> new Intrinsics(v[0], v[1], v[2], v[3], size(where, v[4]), size(where, v[5]));
      case 9 -> new Intrinsics(v[0], v[4], v[2], v[5], widthPx, heightPx);
      case 16 -> new Intrinsics(v[0], v[5], v[2], v[6], widthPx, heightPx);
      default ->
          throw new UnitFault(
              RejectReason.BAD_CALIBRATION,
              "%s has %d numbers; a camera has 4, 6, 9 or 16".formatted(where, v.length));
    };
  }

  private static int size(String where, double px) throws UnitFault {
    if (!(px >= 1 && px < 1_000_000) || px != Math.rint(px)) {
      throw new UnitFault(RejectReason.BAD_CALIBRATION, where + " has a size of " + px + " pixels");
    }
    return (int) px;
  }

  /**
   * The numbers of a camera in a JSON object: an array {@code intrinsics} (or {@code K}), or single
   * keys such as {@code fx}, {@code fx_px} or {@code fl_x}.
   *
   * @throws UnitFault if they are not there
   */
  static String ofJson(Json json) throws UnitFault {
    for (String key : List.of("intrinsics", "intrinsic", "K", "camera")) {
      if (json.has(key) && json.at(key).node().isArray()) {
        return json.at(key).node().toString();
      }
      if (json.has(key) && json.at(key).node().isObject()) {
        return ofJson(json.at(key));
      }
    }
    StringBuilder numbers = new StringBuilder();
    for (List<String> names :
        List.of(
            List.of("fx", "fx_px", "fl_x"),
            List.of("fy", "fy_px", "fl_y"),
            List.of("cx", "cx_px"),
            List.of("cy", "cy_px"))) {
      numbers.append(number(json, names)).append(' ');
    }
    if (json.has("width") && json.has("height")) {
      numbers.append(json.number("width")).append(' ').append(json.number("height"));
    } else if (json.has("w") && json.has("h")) {
      numbers.append(json.number("w")).append(' ').append(json.number("h"));
    }
    return numbers.toString();
  }

  private static double number(Json json, List<String> names) throws UnitFault {
    for (String name : names) {
      if (json.has(name)) {
        return json.number(name);
      }
    }
    return json.number(names.get(0));
  }

  /** The text of a camera file: JSON where its name says so, numbers otherwise. */
  static String ofFile(String path, byte[] bytes) throws UnitFault {
    return path.toLowerCase(Locale.ROOT).endsWith(".json")
        ? ofJson(Json.parse(path, bytes))
        : new String(bytes, StandardCharsets.UTF_8);
  }
}
