package io.depthlm.common.settings;

import com.typesafe.config.ConfigObject;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An object with its own keys.
 *
 * @param schema the keys
 * @param bind builds the value
 */
public record SectionType<T>(Schema schema, Function<Section, T> bind) implements ValueType<T> {
  @Override
  public String name() {
    return "an object with "
        + schema.settings().stream().map(Setting::key).collect(Collectors.joining(", "));
  }

  @Override
  public Decoded<T> decode(Node node) {
    if (!(node.value() instanceof ConfigObject)) {
      throw node.wrong(name());
    }
    return schema.read(node, bind);
  }
}
