package io.depthlm.common.geometry;

/**
 * The kind of a depth. Mixing the two changes a benchmark's score by several points
 * (docs/method.md, section 4), so every depth in this project has a kind.
 */
public enum LabelKind {
  /** Distance along the optical axis, metres. */
  Z("z"),
  /** Euclidean distance from the camera centre, metres. */
  RADIAL("radial");

  private final String key;

  LabelKind(String key) {
    this.key = key;
  }

  /** The name in tables and configuration: {@code z} or {@code radial}. */
  public String key() {
    return key;
  }

  /**
   * The kind named by {@code key}.
   *
   * @throws IllegalArgumentException if it is neither {@code z} nor {@code radial}
   */
  public static LabelKind ofKey(String key) {
    for (LabelKind kind : values()) {
      if (kind.key.equals(key)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("label kind is 'z' or 'radial', found '" + key + "'");
  }
}
