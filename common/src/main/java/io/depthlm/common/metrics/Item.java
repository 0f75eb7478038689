package io.depthlm.common.metrics;

import java.util.Locale;

/** What a figure is a mean over. */
public enum Item {
  POINT,
  /** Two points of one image. */
  PAIR,
  /** The points of one plane of one image. */
  PLANE,
  /** A whole depth map. */
  MAP;

  /** The name in tables. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
