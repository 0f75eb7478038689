package io.depthlm.common.synth;

import java.io.IOException;

/** Where files go: a local folder, or any file system that a job knows. Shared by threads. */
@FunctionalInterface
public interface OutputTarget {
  /**
   * Writes one file, making folders as needed and replacing a file of that name.
   *
   * @param path relative, segments separated by {@code /}
   */
  void write(String path, byte[] bytes) throws IOException;
}
