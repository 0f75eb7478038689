package io.depthlm.common.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder on this machine. */
public record LocalTarget(Path root) implements OutputTarget {
  @Override
  public void write(String path, byte[] bytes) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
