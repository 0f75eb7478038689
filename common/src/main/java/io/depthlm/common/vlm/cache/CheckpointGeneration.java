package io.depthlm.common.vlm.cache;

import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.ModelFolder.StoredFile;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.GenerationConfig;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import java.io.IOException;

/** Reads the settings of decoding of a checkpoint in object storage, without its weights. */
public final class CheckpointGeneration {
  private CheckpointGeneration() {}

  /**
   * The settings; those of plain greedy decoding if there is no such file.
   *
   * @throws CheckpointException if the file cannot be read or has an invalid value
   */
  public static GenerationConfig of(ModelFolder remote) {
    try {
      StoredFile file = CheckpointFiles.of(remote).get(GenerationConfig.FILE);
      if (file == null) {
        return GenerationConfig.PLAIN;
      }
      byte[] content = CheckpointFiles.read(remote, file, 0, (int) file.bytes());
      return GenerationConfig.of(JsonFile.parse(file.name() + " in " + remote.location(), content));
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED,
          "cannot read %s: %s".formatted(remote.location(), e.getMessage()),
          "check the address, the credentials and the network",
          e);
    }
  }
}
