package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.FrameLabels;
import io.depthlm.common.dataset.LabelledPoint;
import io.depthlm.common.dataset.PointMask;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.Region;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Takes labelled points out of what was measured, as the options say. */
record FrameSampler(ReaderOptions options) {
  /**
   * Of lidar returns.
   *
   * @throws UnitFault if there are none
   */
  FrameLabels sparse(String frameId, SparseDepth depth, LabelKind kind) throws UnitFault {
    int[] places = depth.places();
    requireSome(places.length, frameId, "no lidar return falls into the picture");
    LabelKind other = kind == LabelKind.Z ? LabelKind.RADIAL : LabelKind.Z;
    List<LabelledPoint> points = new ArrayList<>();
    for (int i : options.sampling().choose(frameId, places)) {
      int place = places[i];
      points.add(
          new LabelledPoint(
              place,
              place % depth.widthPx(),
              Math.floorDiv(place, depth.widthPx()),
              depth.depthM(i, kind),
              depth.depthM(i, other),
              null,
              null,
              Set.of(),
              null));
    }
    return new FrameLabels(kind, options.labelMode(), points, List.of(), Set.of());
  }

  /**
   * Of a dense map.
   *
   * @param image the picture's camera; only its size is looked at
   * @throws UnitFault if nothing was measured
   */
  FrameLabels dense(String frameId, DenseDepth map, Intrinsics image, LabelKind kind)
      throws UnitFault {
    int[] places = measured(map);
    requireSome(places.length, frameId, "the depth map has no depth anywhere");
    float[] depthM = map.toFloats();
    boolean[] boundary = options.boundary().boundary(depthM, map.widthPx(), map.heightPx());
    double scaleX = image.widthPx() / (double) map.widthPx();
    double scaleY = image.heightPx() / (double) map.heightPx();
    List<LabelledPoint> points = new ArrayList<>();
    for (int i : options.sampling().choose(frameId, places)) {
      int place = places[i];
      int plane = map.planes() == null ? 0 : map.planes().applyAsInt(place);
      points.add(
          new LabelledPoint(
              place,
              // Centres of pixels lie at whole numbers, in the map as in the picture.
              (place % map.widthPx() + 0.5) * scaleX - 0.5,
              (Math.floorDiv(place, map.widthPx()) + 0.5) * scaleY - 0.5,
              map.depthM().applyAsDouble(place),
              other(map, place, kind),
              boundary[place] ? Region.BOUNDARY : Region.INTERIOR,
              plane == 0 ? null : Integer.valueOf(plane),
              masks(map, place),
              boundary[place]
                  ? options.boundary().step(depthM, map.widthPx(), map.heightPx(), place)
                  : null));
    }
    return new FrameLabels(kind, options.labelMode(), points, List.of(), map.masks().keySet());
  }

  private static Double other(DenseDepth map, int place, LabelKind kind) {
    if (map.rayPerZ() == null) {
      return null;
    }
    double ray = map.rayPerZ().applyAsDouble(place);
    double depth = map.depthM().applyAsDouble(place);
    return kind == LabelKind.Z ? depth * ray : depth / ray;
  }

  private static int[] measured(DenseDepth map) {
    int[] places = new int[map.size()];
    int n = 0;
    for (int i = 0; i < places.length; i++) {
      if (map.measured(i)) {
        places[n++] = i;
      }
    }
    return Arrays.copyOf(places, n);
  }

  private static Set<PointMask> masks(DenseDepth map, int place) {
    if (map.masks().isEmpty()) {
      return Set.of();
    }
    Set<PointMask> in = EnumSet.noneOf(PointMask.class);
    map.masks()
        .forEach(
            (mask, places) -> {
              if (places.test(place)) {
                in.add(mask);
              }
            });
    return in;
  }

  private static void requireSome(int n, String frameId, String otherwise) throws UnitFault {
    if (n == 0) {
      throw new UnitFault(RejectReason.NO_LABELS, frameId + ": " + otherwise);
    }
  }
}
