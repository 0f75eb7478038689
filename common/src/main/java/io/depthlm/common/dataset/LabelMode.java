package io.depthlm.common.dataset;

/** Which of two sets of labels a raw format is read to. */
public enum LabelMode {
  /** What the sensor measured. */
  CORRECTED("corrected"),
  /** What the official curation scripts write, their defects included: to reproduce their rows. */
  OFFICIAL("official");

  private final String key;

  LabelMode(String key) {
    this.key = key;
  }

  /** The name in tables and arguments. */
  public String key() {
    return key;
  }

  /**
   * The mode named by {@code key}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static LabelMode ofKey(String key) {
    for (LabelMode mode : values()) {
      if (mode.key.equals(key)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "label mode is 'corrected' or 'official', found '" + key + "'");
  }
}
