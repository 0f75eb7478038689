package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.RigidTransform;
import java.util.Arrays;

/**
 * An image of Waymo's lasers with several numbers a pixel.
 *
 * @param values [height, width, channels]
 */
record RangeImage(int height, int width, int channels, float[] values) {
  /**
   * An image out of its columns; null where there is none.
   *
   * @throws UnitFault if the values are not as many as the shape says
   */
  static RangeImage of(String where, float[] values, double[] shape) throws UnitFault {
    if (values == null || values.length == 0) {
      return null;
    }
    if (shape == null
        || shape.length != 3
        || !(shape[0] > 0 && shape[1] > 0 && shape[2] > 0)
        || shape[0] * shape[1] * shape[2] != values.length) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE,
          "%s has %,d values of shape %s".formatted(where, values.length, Arrays.toString(shape)));
    }
    return new RangeImage((int) shape[0], (int) shape[1], (int) shape[2], values);
  }

  /**
   * Checks the shape.
   *
   * @param same an image of the same height and width, or null
   * @throws UnitFault if it is another one
   */
  void require(String where, int atLeastChannels, RangeImage same) throws UnitFault {
    if (channels < atLeastChannels
        || (same != null && (height != same.height || width != same.width))) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE,
          "%s: shape [%d, %d, %d] does not fit".formatted(where, height, width, channels));
    }
  }

  double at(int row, int column, int channel) {
    return values[(row * width + column) * channels + channel];
  }

  /** Roll, pitch, yaw and place of a pixel: from the vehicle to the world. */
  RigidTransform pose(int row, int column) {
    int i = (row * width + column) * channels;
    double cr = Math.cos(values[i]);
    double sr = Math.sin(values[i]);
    double cp = Math.cos(values[i + 1]);
    double sp = Math.sin(values[i + 1]);
    double cy = Math.cos(values[i + 2]);
    double sy = Math.sin(values[i + 2]);
    return new RigidTransform(
        new double[] {
          cy * cp,
          cy * sp * sr - sy * cr,
          cy * sp * cr + sy * sr,
          values[i + 3],
          sy * cp,
          sy * sp * sr + cy * cr,
          sy * sp * cr - cy * sr,
          values[i + 4],
          -sp,
          cp * sr,
          cp * cr,
          values[i + 5]
        });
  }
}
