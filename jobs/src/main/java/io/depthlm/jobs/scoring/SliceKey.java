package io.depthlm.jobs.scoring;

import io.depthlm.jobs.rows.RowCodec;

/**
 * The key that groups the buckets of a cell's slice.
 *
 * @param cell its index among the cells
 * @param measures {@link io.depthlm.common.metrics.MeasureSet#key}
 */
public record SliceKey(int cell, String slice, String measures) {
  /** As the key of a group of rows. */
  public static final RowCodec<SliceKey> ROWS = RowCodec.of(SliceKey.class);
}
