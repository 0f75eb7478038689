package io.depthlm.common.engine;

import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * An engine as configuration sees it: its name, the keys of its model entries, and what they mean.
 * Factories are found in the registry, the file {@code
 * META-INF/services/io.depthlm.common.engine.EngineFactory}: one line each. Nothing else names an
 * engine, so a new one is its package, its line and its tests.
 */
public interface EngineFactory {
  /** The value of {@code engine} in a model's entry, and the engine's name in tables. */
  String key();

  /** The keys of its model entries, without those that every entry has. */
  Schema schema();

  /**
   * Binds an entry. Called once all keys are checked one by one; nothing is looked up here.
   *
   * @param section the values of {@link #schema()}
   * @throws UserError if they do not fit one another
   */
  EngineSettings read(Section section);

  /**
   * Whether a folder that is named without an entry is asked through this engine, with the defaults
   * of its keys and the folder as {@code uri}; true for one engine.
   */
  default boolean opensBareFolders() {
    return false;
  }

  /**
   * Whether this engine asks a folder that is named without an entry, in place of the one that
   * {@link #opensBareFolders}.
   *
   * @param config the text of the folder's {@code config.json}
   */
  default boolean recognises(String config) {
    return false;
  }

  /** All engines, in the order of the registry. */
  static List<EngineFactory> all() {
    return Registry.FACTORIES;
  }

  /** The names of all engines, for messages. */
  static List<String> keys() {
    return all().stream().map(EngineFactory::key).toList();
  }

  /** The engine of a name. */
  static Optional<EngineFactory> named(String key) {
    return all().stream().filter(factory -> factory.key().equals(key)).findFirst();
  }

  /**
   * The engine of a name that a user gave.
   *
   * @param where file and line or option, for the message
   * @throws UserError if there is none
   */
  static EngineFactory asked(String where, String key) {
    return named(key)
        .orElseThrow(
            () ->
                new UserError(
                    "%s: there is no engine '%s'".formatted(where, key),
                    Suggestion.remedy(key, keys())));
  }

  /** The engine for a folder that is named without an entry and that no other recognises. */
  static EngineFactory forBareFolders() {
    return all().stream()
        .filter(EngineFactory::opensBareFolders)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no engine opens bare folders"));
  }

  /**
   * The engine for a folder that is named without an entry.
   *
   * @param config the text of its {@code config.json}; empty where that cannot be read
   */
  static EngineFactory forBareFolder(String config) {
    return all().stream()
        .filter(factory -> factory.recognises(config))
        .findFirst()
        .orElseGet(EngineFactory::forBareFolders);
  }

  /** Loaded with the first use. */
  final class Registry {
    private static final List<EngineFactory> FACTORIES =
        ServiceLoader.load(EngineFactory.class, EngineFactory.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private Registry() {}
  }
}
