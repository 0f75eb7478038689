package io.depthlm.common.settings;

import com.typesafe.config.ConfigObject;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An object with keys of its own.
 *
 * @param schema its keys
 * @param bind makes the value of them
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
