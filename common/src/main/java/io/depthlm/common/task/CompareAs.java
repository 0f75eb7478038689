package io.depthlm.common.task;

import io.depthlm.common.core.UserError;

/** How a sweep compares truth and answer (docs/method.md, section 4). */
public enum CompareAs {
  /** Both as depth along the optical axis. */
  Z("z"),
  /** Both as distance from the camera centre. */
  RADIAL("radial"),
  /** The unconverted answer with the label as ingested, as in the paper. */
  AS_LABELLED("as_labelled");

  private final String key;

  CompareAs(String key) {
    this.key = key;
  }

  /** The name in tables and configuration. */
  public String key() {
    return key;
  }

  /**
   * The protocol of a name.
   *
   * @throws UserError if there is none
   */
  public static CompareAs ofKey(String key) {
    for (CompareAs as : values()) {
      if (as.key.equals(key)) {
        return as;
      }
    }
    throw new UserError("compare_as is '" + key + "'", "it is one of z, radial and as_labelled");
  }
}
