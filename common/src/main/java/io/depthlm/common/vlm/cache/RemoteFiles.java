package io.depthlm.common.vlm.cache;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A folder somewhere, as little of it as a checkpoint needs; safe for concurrent use. */
public interface RemoteFiles {
  /** The files that lie directly in the folder, in any order; empty if there is no such folder. */
  List<RemoteFile> list() throws IOException;

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
  record RemoteFile(String name, long bytes, String version) {}
}
