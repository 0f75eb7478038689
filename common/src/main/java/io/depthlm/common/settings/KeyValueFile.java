package io.depthlm.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.depthlm.common.core.UserError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A HOCON file of settings that another program declares, such as Spark's. */
public final class KeyValueFile {
  private KeyValueFile() {}

  /**
   * Reads a file.
   *
   * @param prefix the prefix of all keys
   * @return full keys with their values as text
   * @throws UserError if it cannot be read, naming file and line
   */
  public static Map<String, String> read(TextSource source, String uri, String prefix) {
    try {
      Config config = Hocon.resolve(uri, new Hocon(source).parse(uri, source.read(uri)));
      Map<String, String> settings = new LinkedHashMap<>();
      for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
        String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
        if (!key.startsWith(prefix)) {
          throw new UserError(
              "%s: %s does not begin with %s"
                  .formatted(Node.place(entry.getValue().origin()), key, prefix),
              "the keys of this file begin with " + prefix);
        }
        settings.put(key, entry.getValue().unwrapped().toString());
      }
      return settings;
    } catch (NoSuchFileException e) {
      throw new UserError("there is no file " + uri, "check its name", e);
    } catch (IOException e) {
      throw new UserError(
          uri + " cannot be read: " + e.getMessage(), "check the file and its permissions", e);
    }
  }
}
