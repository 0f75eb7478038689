package io.depthlm.common.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A model's folder, wherever it lies; safe for concurrent use. */
public interface ModelFolder {
  /** The files that lie directly in the folder, in any order; empty if there is no such folder. */
  List<StoredFile> list() throws IOException;

  /**
   * The bytes of a file from an offset to its end, at least {@code length} of them where the file
   * is long enough; the caller closes the stream and reads no further than it asked for.
   */
  InputStream open(String name, long offset, long length) throws IOException;

  /** The folder's address, for messages. */
  String location();

  /**
   * One file.
   *
   * @param name within the folder
   * @param bytes its length
   * @param version what changes when the file changes: an ETag or a time
   */
  record StoredFile(String name, long bytes, String version) {}
}
