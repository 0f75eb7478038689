package io.depthlm.common.imaging;

/** How focal normalisation treats a camera with two different focal lengths. */
public enum PixelMode {
  /** As in the official code: both axes scale by F / fx, so fx ≠ fy remains. */
  OFFICIAL("official"),
  /** Each axis scales by its own focal length, so that both become F and pixels are square. */
  SQUARE("square");

  private final String key;

  PixelMode(String key) {
    this.key = key;
  }

  /** The name in configuration and tables. */
  public String key() {
    return key;
  }

  /**
   * The mode named by {@code key}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PixelMode ofKey(String key) {
    for (PixelMode mode : values()) {
      if (mode.key.equals(key)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("pixel mode is 'official' or 'square', found '" + key + "'");
  }
}
