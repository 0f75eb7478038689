package io.depthlm.common.settings;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import io.depthlm.common.core.UserError;

/**
 * A value in a configuration file, with its place for errors.
 *
 * @param value the parsed value
 * @param key the full key, such as {@code models[0].depth_m}; empty for the whole file
 * @param library where names in the value are looked up
 */
public record Node(ConfigValue value, String key, Library library) {

  /** A member of this object. */
  public Node child(String name, ConfigValue child) {
    return new Node(child, key.isEmpty() ? name : key + "." + name, library);
  }

  /** An element of this list. */
  public Node element(int index, ConfigValue element) {
    return new Node(element, key + "[" + index + "]", library);
  }

  /** {@code FILE:LINE: KEY}, or {@code --set KEY=VALUE: KEY}. */
  public String where() {
    String place = place(value.origin());
    return key.isEmpty() ? place : place + ": " + key;
  }

  /** An error with the value found and the value expected. */
  public UserError wrong(String expected) {
    return new UserError(where() + " is " + shown(), "expected " + expected);
  }

  /** The value as HOCON, shortened; a value that may contain a credential is not repeated. */
  public String shown() {
    String text = value.render(com.typesafe.config.ConfigRenderOptions.concise());
    if (Credentials.isIn(text) && (text.contains("{") || text.contains("://"))) {
      return "a value that looks like a credential";
    }
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  /**
   * The origin of a value as {@code FILE:LINE}; the library writes {@code FILE: LINE}, and lists of
   * merged origins.
   */
  public static String place(ConfigOrigin origin) {
    String text = origin.description();
    if (text.startsWith("merge of ")) {
      text = text.substring("merge of ".length());
      text = text.substring(text.lastIndexOf(',') + 1);
    }
    if (text.startsWith(Overrides.FLAG) || text.startsWith(Setting.DEFAULT_OF)) {
      return text.replaceFirst(": \\d+(-\\d+)?$", "");
    }
    return text.replaceFirst(": (\\d+)(-\\d+)?$", ":$1");
  }
}
