package io.depthlm.common.config;

/** What happens to frames whose pixels are not square (METHOD section 2, step 2). */
public enum PixelMode {
  /** As the official evaluation: the frame stays as it is. */
  OFFICIAL,
  /** Rows are resampled until both focal lengths are equal. */
  SQUARE
}
