package io.depthlm.common.dataset;

/** Where a point lies in relation to depth discontinuities. */
public enum Region {
  /** Within 3 px of a depth discontinuity. */
  BOUNDARY("boundary"),
  /** Farther from all of them. */
  INTERIOR("interior");

  private final String key;

  Region(String key) {
    this.key = key;
  }

  /** The name in files and tables. */
  public String key() {
    return key;
  }
}
