package io.depthlm.common.settings;

/** How a value is written and read. */
public interface ValueType<T> {
  /** The type for people, with an article: "a whole number". */
  String name();

  /**
   * Reads a value.
   *
   * @throws io.depthlm.common.core.UserError naming the place, the value and what was expected
   */
  Decoded<T> decode(Node node);
}
