package io.depthlm.common.settings;

/**
 * A value read from configuration.
 *
 * @param value what the program uses
 * @param effective the same as plain maps, lists, strings, numbers and booleans, with all defaults
 *     filled in
 * @param identity {@code effective} without what only steers execution; null where nothing is left
 */
public record Decoded<T>(T value, Object effective, Object identity) {
  /** A value that is its own identity. */
  public static <T> Decoded<T> plain(T value, Object effective) {
    return new Decoded<>(value, effective, effective);
  }
}
