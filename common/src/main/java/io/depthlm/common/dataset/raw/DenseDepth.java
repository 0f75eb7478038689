package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.PointMask;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * A dense depth map, which may be coarser than the picture it belongs to and then covers the same
 * view.
 *
 * @param widthPx of the map
 * @param heightPx of the map
 * @param depthM metres at {@code row · width + column}; not positive or not finite where nothing
 *     was measured
 * @param masks for each mask that is known, which places lie in it
 * @param planes the number of the plane at a place, 0 for none; null where planes are not known
 * @param rayPerZ the radial distance of a metre of z at a place; null where the frame's pinhole
 *     camera says it (a distorted picture's does not)
 */
record DenseDepth(
    int widthPx,
    int heightPx,
    IntToDoubleFunction depthM,
    Map<PointMask, IntPredicate> masks,
    IntUnaryOperator planes,
    IntToDoubleFunction rayPerZ) {

  DenseDepth(int widthPx, int heightPx, IntToDoubleFunction depthM) {
    this(widthPx, heightPx, depthM, Map.of(), null, null);
  }

  DenseDepth withMask(PointMask mask, IntPredicate places) {
    Map<PointMask, IntPredicate> all = new EnumMap<>(PointMask.class);
    all.putAll(masks);
    all.put(mask, places);
    return new DenseDepth(widthPx, heightPx, depthM, all, planes, rayPerZ);
  }

  DenseDepth withPlanes(IntUnaryOperator numbers) {
    return new DenseDepth(widthPx, heightPx, depthM, masks, numbers, rayPerZ);
  }

  DenseDepth withRays(IntToDoubleFunction radialPerZ) {
    return new DenseDepth(widthPx, heightPx, depthM, masks, planes, radialPerZ);
  }

  int size() {
    return widthPx * heightPx;
  }

  /** Whether something was measured at a place. */
  boolean measured(int place) {
    double depth = depthM.applyAsDouble(place);
    return depth > 0 && depth < Double.POSITIVE_INFINITY;
  }

  float[] toFloats() {
    float[] all = new float[size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) depthM.applyAsDouble(i);
    }
    return all;
  }
}
