package io.depthlm.common.engine;

import java.io.Serializable;
import java.util.SortedMap;

/**
 * The recipe of an engine: small, serialisable, equal when it builds the same engine. It travels
 * with every task; the engine itself is built on the executor and kept by {@link EngineHolder}.
 */
public interface EngineSpec extends Serializable {
  /** The engine's name in tables and configuration: {@code constant}, {@code vlm}, … */
  String engine();

  /**
   * Everything about this engine that changes an answer, as readable keys and values; it becomes
   * part of the variant. The fingerprint of the weights and the decoding belong here; batch sizes
   * and devices do not.
   */
  SortedMap<String, String> identity();

  /**
   * Builds the engine.
   *
   * @throws EngineException if it cannot be built, with a stable code
   */
  DepthEngine open(DeviceSlot device);

  /**
   * Called in each process before {@link #open}, so that an engine with a runtime of its own knows
   * how many cores it may use.
   *
   * @param cores of the process, which may be one of several on its host
   */
  default void prepareProcess(int cores) {}

  /**
   * Where it is to be built.
   *
   * @param offered the GPU that the task was given, or the processor
   */
  default DeviceSlot place(DeviceSlot offered) {
    return offered;
  }

  /** What a question must carry for this engine. */
  default Needs needs() {
    return Needs.PIXELS;
  }

  /** Questions a second of one task, to size the first chunk of a run; later ones are measured. */
  default double expectedQuestionsPerSecond() {
    return 2;
  }

  /** Whether the pictures are looked at. */
  enum Needs {
    /** The words alone: no image is read. */
    WORDS,
    /** Words and prepared pictures. */
    PIXELS
  }
}
