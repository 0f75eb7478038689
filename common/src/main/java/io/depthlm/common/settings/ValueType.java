package io.depthlm.common.settings;

/** The type of a value: how it is read and described. */
public interface ValueType<T> {
  /** The description of the type with an article: "a whole number". */
  String name();

  /**
   * Reads a value.
   *
   * @throws io.depthlm.common.core.UserError with the place, the value found and the value expected
   */
  Decoded<T> decode(Node node);
}
