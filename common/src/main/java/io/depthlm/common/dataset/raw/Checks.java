package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.ImagePaths;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.Intrinsics;

/** Checks of what a file says before it is believed. */
final class Checks {
  private static final int MAX_SIDE_PX = 20_000;

  private Checks() {}

  /**
   * A path that stays inside of the input folder.
   *
   * @throws UnitFault if it does not
   */
  static String inside(String found) throws UnitFault {
    try {
      return ImagePaths.insideRoot(found);
    } catch (IllegalArgumentException e) {
      throw new UnitFault(RejectReason.PATH_OUTSIDE_ROOT, "'" + found + "' " + e.getMessage(), e);
    }
  }

  /**
   * A camera that geometry may be done with, of a size that may be held.
   *
   * @throws UnitFault if it is not
   */
  static Intrinsics usable(String frameId, Intrinsics camera) throws UnitFault {
    if (!camera.isUsable()
        || camera.widthPx() > MAX_SIDE_PX
        || camera.heightPx() > MAX_SIDE_PX
        || (long) camera.widthPx() * camera.heightPx() > 50_000_000L) {
      throw new UnitFault(RejectReason.BAD_INTRINSICS, frameId + ": " + camera);
    }
    return camera;
  }
}
