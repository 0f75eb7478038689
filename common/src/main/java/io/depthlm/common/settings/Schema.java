package io.depthlm.common.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.depthlm.common.core.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The keys of one object, in the order of the help. */
public record Schema(List<Setting<?>> settings) {

  /** A schema of these keys. */
  public static Schema of(Setting<?>... settings) {
    return new Schema(List.of(settings));
  }

  /** The keys of this schema followed by those of another. */
  public Schema and(Schema more) {
    List<Setting<?>> all = new ArrayList<>(settings);
    all.addAll(more.settings);
    return new Schema(List.copyOf(all));
  }

  /** Whether a key is declared here. */
  public boolean hasKey(String key) {
    return settings.stream().anyMatch(setting -> setting.key().equals(key));
  }

  /**
   * Reads an object. Unknown keys are errors, and missing keys take their defaults.
   *
   * @param bind builds the value from the checked settings
   */
  public <T> Decoded<T> read(Node node, Function<Section, T> bind) {
    ConfigObject object = (ConfigObject) node.value();
    refuseUnknown(node, object);
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> effective = new LinkedHashMap<>();
    Map<String, Object> identity = new LinkedHashMap<>();
    for (Setting<?> setting : settings) {
      Decoded<?> decoded = decode(node, object, setting);
      if (decoded == null) {
        continue;
      }
      values.put(setting.key(), decoded.value());
      effective.put(setting.key(), decoded.effective());
      if (setting.effect() == Setting.Effect.RESULTS && decoded.identity() != null) {
        identity.put(setting.key(), decoded.identity());
      }
    }
    T bound = bind.apply(new Section(this, values, node));
    return new Decoded<>(bound, effective, identity.isEmpty() ? null : identity);
  }

  private static Decoded<?> decode(Node node, ConfigObject object, Setting<?> setting) {
    ConfigValue value = object.get(setting.key());
    if (value != null) {
      return setting.decode(node.child(setting.key(), value));
    }
    return switch (setting.presence()) {
      case REQUIRED ->
          throw new UserError(
              node.child(setting.key(), object).where() + " is missing",
              "expected " + setting.expected() + ": " + setting.help());
      case OPTIONAL -> null;
      case DEFAULTED -> setting.decode(node.child(setting.key(), setting.defaultValue()));
    };
  }

  private void refuseUnknown(Node node, ConfigObject object) {
    List<String> known = settings.stream().<String>map(Setting::key).toList();
    for (String key : new TreeSet<>(object.keySet())) {
      if (known.contains(key)) {
        continue;
      }
      Node found = node.child(key, object.get(key));
      if (Credentials.looksLikeOne(key)) {
        throw new UserError(
            found.where() + " looks like a credential",
            "configuration is written to the tables: credentials come from the provider chain or"
                + " the environment");
      }
      throw new UserError(found.where() + " is not a known key", Suggestion.remedy(key, known));
    }
  }
}
