package io.depthlm.common.metrics;

import java.util.Optional;

/** How points of many images become one figure. */
public enum Aggregation {
  /** Over all points: images with more points weigh more. */
  POOLED("pooled"),
  /** The mean of the images' own figures, over the images that have one. */
  PER_IMAGE("per_image");

  private final String key;

  Aggregation(String key) {
    this.key = key;
  }

  /** The name in tables. */
  public String key() {
    return key;
  }

  /** The aggregation of a name. */
  public static Optional<Aggregation> ofKey(String key) {
    for (Aggregation aggregation : values()) {
      if (aggregation.key.equals(key)) {
        return Optional.of(aggregation);
      }
    }
    return Optional.empty();
  }
}
