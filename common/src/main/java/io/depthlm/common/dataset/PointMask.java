package io.depthlm.common.dataset;

/**
 * A property of a labelled pixel that a benchmark may want to slice by. Each constant is a boolean
 * column of {@code points}, null where the data set does not say.
 */
public enum PointMask {
  /** On glass or another surface that the sensor may have looked through (iBims-1). */
  TRANSPARENT("mask_transparent"),
  /** At the end of the sensor's range: the surface may lie farther (NYUv2, SUN RGB-D). */
  SATURATED("mask_saturated"),
  /** The sensor measured nothing here; the depth was filled in by the authors (NYUv2). */
  FILLED("mask_filled"),
  /** Inside the crop of Eigen et al. 2014 (KITTI, NYUv2). */
  EIGEN_CROP("mask_eigen_crop"),
  /** Inside the crop of Garg et al. 2016 (KITTI). */
  GARG_CROP("mask_garg_crop"),
  /** The authors' own mask calls the depth unreliable. */
  UNRELIABLE("mask_unreliable");

  private final String column;

  PointMask(String column) {
    this.column = column;
  }

  /** Its column in {@code points}. */
  public String column() {
    return column;
  }
}
