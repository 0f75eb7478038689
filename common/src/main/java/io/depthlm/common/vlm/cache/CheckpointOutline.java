package io.depthlm.common.vlm.cache;

import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.ModelFolder.StoredFile;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.SafetensorsHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A checkpoint without its weights: configuration, tokenizer and the headers of the weights files,
 * which keep their lengths as sparse files. Inspecting 24 GB takes a few megabytes of reading.
 */
public final class CheckpointOutline {
  private CheckpointOutline() {}

  /**
   * Writes the outline into an existing local folder. Every weight in it reads as 0.
   *
   * @throws CheckpointException if the folder lacks configuration or weights, or cannot be read
   */
  public static void write(ModelFolder remote, Path folder) {
    try {
      for (StoredFile file : CheckpointFiles.of(remote).values()) {
        if (CheckpointFiles.isSmall(file.name())) {
          Files.write(
              folder.resolve(file.name()),
              CheckpointFiles.read(remote, file, 0, (int) file.bytes()));
        } else {
          outline(remote, file, folder.resolve(file.name()));
        }
      }
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED,
          "cannot read %s: %s".formatted(remote.location(), e.getMessage()),
          "check the address, the credentials and the network",
          e);
    }
  }

  private static void outline(ModelFolder remote, StoredFile file, Path copy) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(copy.toFile(), "rw")) {
      out.setLength(file.bytes());
      if (file.bytes() < 8) {
        out.write(CheckpointFiles.read(remote, file, 0, (int) file.bytes()));
        return;
      }
      byte[] length = CheckpointFiles.read(remote, file, 0, 8);
      out.write(length);
      long header = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (header > 0 && header <= Math.min(file.bytes() - 8, SafetensorsHeader.MAX_HEADER_BYTES)) {
        out.write(CheckpointFiles.read(remote, file, 8, (int) header));
      }
    }
  }
}
