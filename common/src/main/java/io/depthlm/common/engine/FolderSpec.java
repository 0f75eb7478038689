package io.depthlm.common.engine;

import java.nio.file.Path;

/** The recipe of an engine that reads a folder of weights. */
public interface FolderSpec extends EngineSpec {
  /** The folder: a local path, or a URI of a store. */
  String uri();

  /**
   * This recipe for a copy of the folder on this host's disk, which is made unless it is there.
   *
   * @param from the folder that {@link #uri} names
   * @param cache the folder for copies, shared by the processes of the host
   * @throws EngineException if it cannot be copied or is not the folder of the plan
   */
  FolderSpec copied(ModelFolder from, Path cache);
}
