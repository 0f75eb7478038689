package io.depthlm.common.engine;

/**
 * What a model's entry says about its engine. There are two kinds of engines: some need nothing but
 * their settings, others read a folder of weights that has to be found first.
 */
public sealed interface EngineSettings permits EngineSettings.Complete, EngineSettings.OfFolder {
  /** The engine's name: {@link EngineFactory#key()}. */
  String engine();

  /** Settings of an engine that needs nothing else. */
  non-sealed interface Complete extends EngineSettings {
    /**
     * The recipe of the engine.
     *
     * @throws io.depthlm.common.core.UserError if the settings contradict each other
     */
    EngineSpec spec();
  }

  /** Settings of an engine that reads a folder of weights. */
  non-sealed interface OfFolder extends EngineSettings {
    /** The folder as the entry names it: a path, {@code file:}, {@code s3a:}, … */
    String uri();

    /** Where the engine runs. */
    DeviceChoice device();

    /**
     * The recipe of the engine. Called on the driver, once for each model of a run: the fingerprint
     * of the weights becomes part of the variant, and executors refuse to open other weights.
     *
     * @param location the folder as executors find it: an absolute path or a qualified URI
     * @param folder its files
     * @throws EngineException if the engine cannot read them; the message says what is wrong and,
     *     on a second line, how to fix it
     */
    FolderSpec spec(String location, ModelFolder folder);
  }
}
