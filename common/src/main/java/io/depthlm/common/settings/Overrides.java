package io.depthlm.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import io.depthlm.common.core.UserError;
import java.util.List;

/** {@code --set key=value}: values from the command line that take precedence over the file. */
public final class Overrides {
  static final String FLAG = "--set ";
  private static final int MAX_SHOWN = 200;

  private Overrides() {}

  /** All overrides as one configuration; the last one of a key counts. */
  public static Config of(List<String> assignments) {
    Config all = ConfigFactory.empty();
    for (String assignment : assignments) {
      all = parse(assignment, asHocon(assignment)).withFallback(all);
    }
    return all;
  }

  /**
   * An override as a line of a file. A value that HOCON cannot read without quotes, such as a URI
   * or a sentence, is quoted, because nobody expects to quote twice on a command line.
   *
   * @throws UserError if it has no key, or unbalanced brackets or quotes
   */
  public static String asHocon(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new UserError(
          shown(assignment) + " has no key and value",
          "write " + FLAG + "key=value, the value as in the file");
    }
    String key = assignment.substring(0, equals);
    String value = assignment.substring(equals + 1);
    String asWritten = key + " = " + value;
    try {
      parse(assignment, asWritten);
      return asWritten;
    } catch (ConfigException e) {
      if (value.isEmpty() || "[{\"".indexOf(value.charAt(0)) >= 0) {
        throw new UserError(
            shown(assignment) + " cannot be read" + reason(assignment, e),
            "the value is written as in the file",
            e);
      }
      return quoted(assignment, key, value);
    }
  }

  private static String quoted(String assignment, String key, String value) {
    String quoted = key + " = " + ConfigUtil.quoteString(value);
    try {
      parse(assignment, quoted);
      return quoted;
    } catch (ConfigException e) {
      throw new UserError(
          shown(assignment) + " has a key that cannot be read" + reason(assignment, e),
          "write " + FLAG + "key=value, the key as in the file, such as predict.chunk_rows",
          e);
    }
  }

  private static Config parse(String assignment, String hocon) {
    String shown = shown(assignment);
    try {
      return ConfigFactory.parseString(
          hocon,
          ConfigParseOptions.defaults()
              .setOriginDescription(shown)
              .setIncluder(new RefusingIncluder(shown)));
    } catch (StackOverflowError e) {
      throw new UserError(
          FLAG + "with a value that is nested too deeply", "no key needs so many levels", e);
    }
  }

  private static String reason(String assignment, ConfigException e) {
    return Credentials.isIn(assignment) ? "" : ": " + Hocon.reason(e); // which quotes the value
  }

  /** The option for messages: shortened, and without a value that may be a credential. */
  private static String shown(String assignment) {
    int equals = assignment.indexOf('=');
    if (Credentials.isIn(assignment)) {
      return FLAG + (equals < 0 ? "..." : shortened(assignment.substring(0, equals)) + "=...");
    }
    return FLAG + shortened(assignment);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
