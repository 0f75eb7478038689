package io.depthlm.common.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.util.function.Predicate;

/**
 * The declaration of a key.
 *
 * @param key the name inside its object
 * @param type the type of the value
 * @param presence whether the key is required
 * @param defaultText the default as HOCON, or null; it is read by the same type as a user's value
 * @param limit the range in words, or null
 * @param check true for values inside the limit
 * @param unit the unit in words, or null
 * @param effect whether a change affects results
 * @param help one line of help
 */
public record Setting<T>(
    String key,
    ValueType<T> type,
    Presence presence,
    String defaultText,
    String limit,
    Predicate<T> check,
    String unit,
    Effect effect,
    String help) {

  static final String DEFAULT_OF = "default of ";

  /** Whether a key is required. */
  public enum Presence {
    REQUIRED,
    OPTIONAL,
    DEFAULTED
  }

  /** What a setting changes. */
  public enum Effect {
    RESULTS,
    EXECUTION
  }

  /** A required key. */
  public static <T> Setting<T> required(String key, ValueType<T> type, String help) {
    return new Setting<>(
        key, type, Presence.REQUIRED, null, null, v -> true, null, Effect.RESULTS, help);
  }

  /** A key that is null if it is missing. */
  public static <T> Setting<T> optional(String key, ValueType<T> type, String help) {
    return new Setting<>(
        key, type, Presence.OPTIONAL, null, null, v -> true, null, Effect.RESULTS, help);
  }

  /** A key with a default, written as in a file. */
  public static <T> Setting<T> defaulted(String key, ValueType<T> type, String text, String help) {
    return new Setting<>(
        key, type, Presence.DEFAULTED, text, null, v -> true, null, Effect.RESULTS, help);
  }

  /** The same with a limit. */
  public Setting<T> limited(String words, Predicate<T> within) {
    return new Setting<>(key, type, presence, defaultText, words, within, unit, effect, help);
  }

  /** The same with a unit. */
  public Setting<T> in(String newUnit) {
    return new Setting<>(key, type, presence, defaultText, limit, check, newUnit, effect, help);
  }

  /** The same for a setting that steers execution and changes no answer. */
  public Setting<T> steeringExecution() {
    return new Setting<>(
        key, type, presence, defaultText, limit, check, unit, Effect.EXECUTION, help);
  }

  /** The description of a valid value. */
  public String expected() {
    StringBuilder words = new StringBuilder(type.name());
    if (limit != null) {
      words.append(", ").append(limit);
    }
    if (unit != null) {
      words.append(" (").append(unit).append(")");
    }
    return words.toString();
  }

  /** Reads a user's value. */
  public Decoded<T> decode(Node node) {
    Decoded<T> decoded = type.decode(node);
    if (!check.test(decoded.value())) {
      throw node.wrong(expected());
    }
    return decoded;
  }

  /** The default as a value; its origin says that it is a default. */
  ConfigValue defaultValue() {
    return ConfigFactory.parseString(
            "v = " + defaultText,
            ConfigParseOptions.defaults().setOriginDescription(DEFAULT_OF + key))
        .getValue("v");
  }
}
