package io.depthlm.jobs.train;

import io.depthlm.common.imaging.FocalSetting;
import java.util.HashMap;
import java.util.Map;

/** How much there is of each data set and split; counted once, however many lessons want it. */
final class FrameSizes {
  private final FocalSetting focal;
  private final Map<FrameRows, FrameRows.Size> counted = new HashMap<>();

  /**
   * @param focal decides how large prepared frames are
   */
  FrameSizes(FocalSetting focal) {
    this.focal = focal;
  }

  /**
   * The size of an input.
   *
   * @throws io.depthlm.common.core.UserError if there is no frame
   */
  FrameRows.Size of(FrameRows rows) {
    return counted.computeIfAbsent(rows, r -> r.size(focal));
  }
}
