package io.depthlm.common.geometry;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A camera's pose: the 4 × 4 camera-to-world matrix, row-major, metres; its last column is the
 * camera centre in the world.
 */
public record Pose(double[] cameraToWorld) implements Serializable {
  /** Checks the length and copies. */
  public Pose {
    if (cameraToWorld.length != 16) {
      throw new IllegalArgumentException(
          "a pose has 16 numbers, row-major; found " + cameraToWorld.length);
    }
    cameraToWorld = cameraToWorld.clone();
  }

  /** The distance between two camera centres, metres. */
  public double distanceM(Pose other) {
    double dx = cameraToWorld[3] - other.cameraToWorld[3];
    double dy = cameraToWorld[7] - other.cameraToWorld[7];
    double dz = cameraToWorld[11] - other.cameraToWorld[11];
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Pose p && Arrays.equals(cameraToWorld, p.cameraToWorld);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cameraToWorld);
  }

  @Override
  public String toString() {
    return "Pose" + Arrays.toString(cameraToWorld);
  }
}
