package io.depthlm.jobs.ingest;

import java.io.IOException;

/** Reads the bytes of an image named by a line. */
interface ImageSource {
  /**
   * The bytes and where they are to be found again.
   *
   * @param relativePath inside the image folder, normalised
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws OutsideRootException if the path leads out of the image folder after all
   * @throws IOException if it cannot be read
   */
  Found read(String relativePath) throws IOException;

  /**
   * @param uri null when the bytes came with the row
   */
  record Found(byte[] bytes, String uri) {}

  /** A symbolic link that leaves the image folder. */
  final class OutsideRootException extends IOException {
    private static final long serialVersionUID = 1L;

    OutsideRootException(String message) {
      super(message);
    }
  }
}
