package io.depthlm.common.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A folder of model files on a local disk or in a store; safe for concurrent use. */
public interface ModelFolder {
  /** The files directly in the folder, in any order; empty if the folder does not exist. */
  List<StoredFile> list() throws IOException;

  /**
   * Opens a file at an offset. The caller reads at most {@code length} bytes and closes the stream.
   */
  InputStream open(String name, long offset, long length) throws IOException;

  /** The folder's address, for messages. */
  String location();

  /**
   * One file.
   *
   * @param name within the folder
   * @param bytes its length
   * @param version changes whenever the file changes: an ETag or a modification time
   */
  record StoredFile(String name, long bytes, String version) {}
}
