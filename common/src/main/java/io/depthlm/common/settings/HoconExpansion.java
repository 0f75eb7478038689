package io.depthlm.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.depthlm.common.core.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Computes the size of a configuration after its references are resolved: nine lines, each with ten
 * references to the line before, turn one kilobyte into a thousand million values.
 */
final class HoconExpansion {
  private static final double MAX_CHARS = 2 << 20;
  private static final int MAX_CHAIN = 32;
  private static final int MAX_REFERENCES = 1000;
  private static final Pattern REFERS = Pattern.compile("\\$\\{|\\+=");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\??([^}]*)}");

  private final ConfigObject root;
  private final Map<String, Double> known = new HashMap<>();
  private final Set<String> followed = new HashSet<>();

  private HoconExpansion(ConfigObject root) {
    this.root = root;
  }

  /**
   * Checks a text before it is parsed: the parser's time grows with the square of the pieces that
   * one key is put together from.
   *
   * @param uri names it in an error
   * @throws UserError if there are too many references in it
   */
  static void checkText(String uri, String text) {
    if (REFERS.matcher(text).results().limit(MAX_REFERENCES + 1L).count() > MAX_REFERENCES) {
      throw new UserError(
          "%s: it has more than %,d references (${...} or +=)".formatted(uri, MAX_REFERENCES),
          "write the values out where they are used");
    }
  }

  /**
   * Checks a configuration before its references are resolved.
   *
   * @param uri names it in an error
   * @throws UserError if it would become too large
   */
  static void check(String uri, Config config) {
    if (new HoconExpansion(config.root()).size(config.root()) > MAX_CHARS) {
      throw new UserError(
          "%s: with its ${references} filled in it has more than %,.0f characters"
              .formatted(uri, MAX_CHARS),
          "write the values out where they are used");
    }
  }

  private double size(ConfigValue value) {
    double size = 1;
    if (value instanceof ConfigObject object) {
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        size += entry.getKey().length() + size(entry.getValue());
      }
      return size;
    }
    if (value instanceof ConfigList list) {
      for (ConfigValue element : list) {
        size += size(element);
      }
      return size;
    }
    String text = value.render(ConfigRenderOptions.concise());
    if (!text.contains("${")) {
      return text.length();
    }
    // Pieces of one key from several lines: each may hold the piece before it several times.
    for (String piece : pieces(text)) {
      double selves = 0;
      double others = piece.length();
      Matcher reference = REFERENCE.matcher(piece);
      while (reference.find()) {
        String path = reference.group(1);
        if (followed.contains(path)) {
          selves++;
        } else {
          others += size(path);
        }
      }
      size = size * Math.max(1, selves) + others;
    }
    return size;
  }

  private double size(String path) {
    Double before = known.get(path);
    if (before != null) {
      return before;
    }
    if (followed.size() >= MAX_CHAIN) {
      return Double.POSITIVE_INFINITY;
    }
    followed.add(path);
    double size = size(found(path));
    followed.remove(path);
    known.put(path, size);
    return size;
  }

  /** The value at a path, or a reference on the way to it. */
  private ConfigValue found(String path) {
    ConfigValue value = root;
    try {
      for (String key : ConfigUtil.splitPath(path)) {
        if (!(value instanceof ConfigObject object)) {
          return value;
        }
        ConfigValue next = object.get(key);
        if (next == null) {
          return com.typesafe.config.ConfigValueFactory.fromAnyRef("");
        }
        value = next;
      }
      return value;
    } catch (ConfigException e) {
      return com.typesafe.config.ConfigValueFactory.fromAnyRef(
          ""); // filling in tells what is wrong
    }
  }

  /** Splits a text at the commas outside of brackets and quotes. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int depth = 0;
    int from = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        pieces.add(text.substring(from, i));
        from = i + 1;
      }
    }
    pieces.add(text.substring(from));
    return pieces;
  }
}
