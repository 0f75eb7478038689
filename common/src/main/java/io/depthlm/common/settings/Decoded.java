package io.depthlm.common.settings;

/**
 * A value read from configuration.
 *
 * @param value the bound value
 * @param effective the same as plain maps, lists, strings, numbers and booleans, with all defaults
 * @param identity {@code effective} without the settings that only steer execution; null if nothing
 *     is left
 */
public record Decoded<T>(T value, Object effective, Object identity) {
  /** A value without settings that only steer execution. */
  public static <T> Decoded<T> plain(T value, Object effective) {
    return new Decoded<>(value, effective, effective);
  }
}
