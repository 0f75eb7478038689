package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;

/**
 * A frame of the curated form whose values come typed, as out of a table. What is null is not
 * there.
 *
 * @param image path relative to the image folder
 * @param intrinsics [fx, fy, cx, cy, W, H], NaN for an element that is null
 * @param pixels [x, y] each; a pixel may be null or of another length, and is rejected
 * @param depthsM as many; an element may be null
 * @param regions as many, or null; an element may be null
 * @param cameraToWorld 16 numbers row by row, or null
 * @param sceneId or null
 */
public record CuratedFields(
    String image,
    double[] intrinsics,
    double[][] pixels,
    Double[] depthsM,
    String[] regions,
    double[] cameraToWorld,
    String sceneId) {

  RawLine raw() throws LineFault {
    RawLine raw = new RawLine();
    raw.image = image;
    raw.intrinsics = exactly("intrinsics", intrinsics, 6, RejectReason.BAD_INTRINSICS);
    raw.cameraToWorld = exactly("camera_to_world", cameraToWorld, 16, RejectReason.WRONG_TYPE);
    raw.sceneId = sceneId;
    checkCount(pixels);
    checkCount(depthsM);
    checkCount(regions);
    if (pixels != null) {
      raw.pixels = new RawLine.Points();
      for (double[] pixel : pixels) {
        if (pixel == null) {
          raw.pixels.addFault("null");
        } else if (pixel.length != 2) {
          raw.pixels.addFault(pixel.length + " numbers");
        } else {
          raw.pixels.add(pixel[0], pixel[1]);
        }
      }
    }
    if (depthsM != null) {
      raw.depths = new RawLine.Column();
      for (Double depth : depthsM) {
        if (depth == null) {
          raw.depths.addFault("null");
        } else {
          raw.depths.add(depth);
        }
      }
    }
    if (regions != null) {
      raw.regions = new RawLine.Column();
      for (String region : regions) {
        raw.addRegion(region);
      }
    }
    return raw;
  }

  private static double[] exactly(String key, double[] values, int count, RejectReason reason)
      throws LineFault {
    if (values != null && values.length != count) {
      throw new LineFault(
          reason, "'%s' has %d numbers, found %d".formatted(key, count, values.length));
    }
    return values;
  }

  private static void checkCount(Object[] values) throws LineFault {
    if (values != null && values.length > CuratedParser.MAX_POINTS) {
      throw new LineFault(
          RejectReason.TOO_LARGE,
          "%d points, at most %d".formatted(values.length, CuratedParser.MAX_POINTS));
    }
  }
}
