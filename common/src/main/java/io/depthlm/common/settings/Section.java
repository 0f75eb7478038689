package io.depthlm.common.settings;

import java.util.Map;

/** The checked values of one object, from which a record is built. */
public final class Section {
  private final Schema schema;
  private final Map<String, Object> values;
  private final Node node;

  Section(Schema schema, Map<String, Object> values, Node node) {
    this.schema = schema;
    this.values = values;
    this.node = node;
  }

  /** The value of a setting; null if an optional setting is missing. */
  @SuppressWarnings("unchecked") // the schema decoded it by this very setting's type
  public <T> T of(Setting<T> setting) {
    if (!schema.settings().contains(setting)) {
      throw new IllegalArgumentException("setting '" + setting.key() + "' is not of this schema");
    }
    return (T) values.get(setting.key());
  }

  /** The object itself, for errors about several keys. */
  public Node node() {
    return node;
  }
}
