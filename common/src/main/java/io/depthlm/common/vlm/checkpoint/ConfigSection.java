package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** One object of a configuration file with typed access; an error names file and key. */
public final class ConfigSection {
  /** Larger than any size of a model; the product of two such sizes fits a long. */
  private static final int MAX_INT = 1 << 28;

  private static final int MAX_LIST = 4096;

  private final String where;
  private final JsonNode node;

  /**
   * @param where file and place, for messages
   * @param node the object, or a missing node
   */
  public ConfigSection(String where, JsonNode node) {
    this.where = where;
    this.node = node;
  }

  /** The object under a key; a missing object has no keys. */
  public ConfigSection section(String key) {
    JsonNode child = node.path(key);
    if (child.isNull() || child.isMissingNode()) {
      return new ConfigSection(where + ": " + key, MissingNode.getInstance());
    }
    if (!child.isObject()) {
      throw wrong(key, child, "an object");
    }
    return new ConfigSection(where + ": " + key, child);
  }

  /** Whether a key has a value other than null. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** File and place, for a message. */
  public String where() {
    return where;
  }

  /** Whether the key holds an object. */
  public boolean isObject(String key) {
    return node.path(key).isObject();
  }

  /** The objects of the list under a key; none if there is no list. */
  public List<ConfigSection> sections(String key) {
    List<ConfigSection> sections = new ArrayList<>();
    for (JsonNode item : node.path(key)) {
      if (!item.isObject() || sections.size() == MAX_LIST) {
        throw wrong(key, node.path(key), "a list of objects");
      }
      sections.add(new ConfigSection("%s: %s[%d]".formatted(where, key, sections.size()), item));
    }
    return sections;
  }

  /** Whether the key holds a list. */
  public boolean isList(String key) {
    return node.path(key).isArray();
  }

  /** Whether the key exists, possibly with the value null. */
  public boolean declares(String key) {
    return node.has(key);
  }

  /** The keys' first present value, at least 1; a list of equal numbers counts as the number. */
  public OptionalInt size(String... keys) {
    return number(1, MAX_INT, keys);
  }

  /** A number of layers, at least 1; it has a limit because names are generated for all layers. */
  public OptionalInt layers(String key) {
    return number(1, MAX_LIST, key);
  }

  /** The keys' first present value, at least 0. */
  public OptionalInt index(String... keys) {
    return number(0, MAX_INT, keys);
  }

  private OptionalInt number(int atLeast, int atMost, String... keys) {
    for (String key : keys) {
      if (has(key)) {
        JsonNode value = node.get(key);
        if (value.isArray() && !value.isEmpty()) {
          for (JsonNode item : value) {
            if (!item.equals(value.get(0))) {
              throw wrong(key, value, "equal numbers");
            }
          }
          value = value.get(0);
        }
        return OptionalInt.of(intOf(key, value, atLeast, atMost));
      }
    }
    return OptionalInt.empty();
  }

  private int intOf(String key, JsonNode value, int atLeast, int atMost) {
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < atLeast
        || value.intValue() > atMost) {
      throw wrong(key, value, "a whole number from %d to %d".formatted(atLeast, atMost));
    }
    return value.intValue();
  }

  /** A positive finite number. */
  public OptionalDouble positive(String key) {
    if (!has(key)) {
      return OptionalDouble.empty();
    }
    JsonNode value = node.get(key);
    if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
      throw wrong(key, value, "a positive number");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  /** Text. */
  public Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isTextual()) {
      throw wrong(key, node.get(key), "text");
    }
    return Optional.of(node.get(key).textValue());
  }

  /** True or false. */
  public Optional<Boolean> flag(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isBoolean()) {
      throw wrong(key, node.get(key), "true or false");
    }
    return Optional.of(node.get(key).booleanValue());
  }

  /** Whole numbers from 0; one number counts as a list of one. */
  public Optional<List<Integer>> ints(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    JsonNode value = node.get(key);
    if (!value.isArray()) {
      return Optional.of(List.of(intOf(key, value, 0, MAX_INT)));
    }
    if (value.size() > MAX_LIST) {
      throw wrong(key, value, "at most %d numbers".formatted(MAX_LIST));
    }
    List<Integer> ints = new ArrayList<>();
    for (JsonNode item : value) {
      ints.add(intOf(key, item, 0, MAX_INT));
    }
    return Optional.of(List.copyOf(ints));
  }

  /** Finite numbers; one number counts as a list of one. */
  public Optional<List<Double>> numbers(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    JsonNode value = node.get(key);
    List<Double> numbers = new ArrayList<>();
    for (JsonNode item : value.isArray() ? value : List.of(value)) {
      if (!item.isNumber() || !Double.isFinite(item.doubleValue()) || numbers.size() == MAX_LIST) {
        throw wrong(key, value, "finite numbers");
      }
      numbers.add(item.doubleValue());
    }
    return Optional.of(List.copyOf(numbers));
  }

  /** Texts. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node.path(key)) {
      if (texts.size() == MAX_LIST) {
        throw wrong(key, node.path(key), "at most %d items".formatted(MAX_LIST));
      }
      texts.add(item.asText());
    }
    return texts;
  }

  /** The value for a message. */
  public String shown(String key) {
    String value = String.valueOf(node.path(key));
    return value.length() <= 120 ? value : value.substring(0, 120) + "…";
  }

  /**
   * An error about the value of a key.
   *
   * @param wanted the description of a valid value
   */
  public CheckpointException wrong(String key, String wanted) {
    return wrong(key, node.path(key), wanted);
  }

  /** An error about a key's value. */
  CheckpointException wrong(String key, JsonNode value, String wanted) {
    String found = String.valueOf(value);
    return new CheckpointException(
        Fault.CONFIG_INVALID,
        "%s: %s is %s"
            .formatted(where, key, found.length() <= 120 ? found : found.substring(0, 120) + "…"),
        "it must be " + wanted);
  }

  /** An error about a required key that cannot be derived. */
  public CheckpointException missing(String key) {
    return new CheckpointException(
        Fault.CONFIG_INVALID,
        "%s: %s is missing and cannot be derived from the tensors".formatted(where, key),
        "add it to the file");
  }

  /** An error about a variation that is not implemented. */
  public CheckpointException unsupported(String key) {
    return CheckpointException.unsupported(
        "%s: %s is %s".formatted(where, key, shown(key)),
        "this variation of the architecture cannot be run");
  }
}
