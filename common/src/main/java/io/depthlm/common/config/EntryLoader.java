package io.depthlm.common.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.EngineFactory;
import io.depthlm.common.settings.Hocon;
import io.depthlm.common.settings.Library;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Overrides;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.task.TaskKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Reads single entries, for commands that need one model and one prompt but no sweep.
 *
 * @param source reads the texts
 * @param homes configuration roots: folders that have {@code models} and {@code prompts}
 */
public record EntryLoader(TextSource source, List<String> homes) {
  private static final String MODEL_OPTION = "--model";

  /**
   * A model: an entry of {@code conf/models}, or a folder of weights without an entry.
   *
   * @param nameOrUri a name has no slash, colon or leading dot; a folder in the current directory
   *     is written {@code ./folder}
   * @param overrides {@code key=value} for keys of the entry; they take precedence
   * @throws UserError if there is no such entry or a key is wrong
   */
  public ModelConfig model(String nameOrUri, List<String> overrides) {
    Config changes = Overrides.of(overrides);
    return nameOrUri.matches("[^./:\\\\][^/:\\\\]*")
        ? named(MODEL_OPTION + " " + nameOrUri, nameOrUri, changes)
        : model(baseName(nameOrUri), engineOf(nameOrUri), nameOrUri, changes);
  }

  /** The engine of a folder; one that cannot be read is told by the engine that opens it. */
  private String engineOf(String folder) {
    String config = "";
    try {
      config = source.read(folder.replaceAll("/+$", "") + "/config.json");
    } catch (IOException e) {
      // There is none, or it cannot be reached.
    }
    return EngineFactory.forBareFolder(config).key();
  }

  /**
   * A model of {@code conf/models}.
   *
   * @param settings keys of the entry to replace, HOCON
   * @throws UserError if there is no such entry or a key is wrong
   */
  public ModelConfig entry(String name, String settings) {
    return named("model " + name, name, new Hocon(source).parse("model settings", settings));
  }

  private ModelConfig named(String where, String name, Config changes) {
    ConfigObject like = object(where, Map.of("like", name)).withFallback(changes);
    return decode(where, like.withValue("name", text(name)));
  }

  /**
   * A model from its parts.
   *
   * @param name the name in messages
   * @param engine the name of the engine
   * @param uri the folder of weights, or null if the engine has none
   * @param settings further keys of a model's entry, HOCON
   */
  public ModelConfig model(String name, String engine, String uri, String settings) {
    return model(name, engine, uri, new Hocon(source).parse("model settings", settings));
  }

  private ModelConfig model(String name, String engine, String uri, Config settings) {
    ConfigObject entry = object(MODEL_OPTION, Map.of("name", entryName(name), "engine", engine));
    if (uri != null) {
      entry = entry.withValue("uri", text(uri));
    }
    return decode(MODEL_OPTION, settings.root().withFallback(entry));
  }

  private ModelConfig decode(String where, ConfigObject entry) {
    ConfigObject resolved = Hocon.resolve(where, entry.toConfig()).root();
    return ModelConfig.TYPE.decode(node(resolved)).value();
  }

  /**
   * The prompt of a task.
   *
   * @param name an entry of {@code conf/prompts}
   * @throws UserError if there is no such entry, or if it has no text for the task
   */
  public PromptConfig.Wording prompt(String name, TaskKind task) {
    PromptConfig prompt =
        PromptConfig.TYPE
            .decode(node(ConfigValueFactory.fromAnyRef(name, "--prompt " + name)))
            .value();
    PromptConfig.Wording wording = prompt.wordings().get(task);
    if (wording == null) {
      throw new UserError(
          "the prompt '%s' has no text for the task '%s'".formatted(name, task.key()),
          "add the key '%s' to conf/prompts/%s.conf".formatted(task.key(), name));
    }
    return wording;
  }

  private Node node(com.typesafe.config.ConfigValue value) {
    return new Node(value, "", new Library(source, homes));
  }

  private static ConfigObject object(String origin, Map<String, String> values) {
    return ConfigFactory.parseMap(values, origin).root();
  }

  private static com.typesafe.config.ConfigValue text(String value) {
    return ConfigValueFactory.fromAnyRef(value);
  }

  private static String baseName(String uri) {
    String trimmed = uri.replaceAll("[/\\\\]+$", "");
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  /** The name of a folder, made a valid name of an entry. */
  private static String entryName(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
    return plain.isEmpty() || !Character.isLetterOrDigit(plain.charAt(0)) ? "model" : plain;
  }
}
