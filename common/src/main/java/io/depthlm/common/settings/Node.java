package io.depthlm.common.settings;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import io.depthlm.common.core.UserError;

/**
 * A value in a configuration file, with everything an error needs to name it.
 *
 * @param value the value as parsed
 * @param key its full key, such as {@code models[0].depth_m}; empty for the file itself
 * @param library where names inside the value are looked up
 */
public record Node(ConfigValue value, String key, Library library) {

  /** This value where {@code child} is its part called {@code name}. */
  public Node child(String name, ConfigValue child) {
    return new Node(child, key.isEmpty() ? name : key + "." + name, library);
  }

  /** This list's element. */
  public Node element(int index, ConfigValue element) {
    return new Node(element, key + "[" + index + "]", library);
  }

  /** {@code FILE:LINE: KEY}, or {@code --set KEY=VALUE: KEY}. */
  public String where() {
    String place = place(value.origin());
    return key.isEmpty() ? place : place + ": " + key;
  }

  /** {@code is FOUND}, with the value as it would be written. */
  public UserError wrong(String expected) {
    return new UserError(where() + " is " + shown(), "expected " + expected);
  }

  /** The value as HOCON, shortened; one that may hold a credential is not repeated. */
  public String shown() {
    String text = value.render(com.typesafe.config.ConfigRenderOptions.concise());
    if (Credentials.isIn(text) && (text.contains("{") || text.contains("://"))) {
      return "a value that looks like a credential";
    }
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  /** {@code FILE:LINE} of an origin; the library writes {@code FILE: LINE} and merges. */
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
