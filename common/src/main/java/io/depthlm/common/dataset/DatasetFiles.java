package io.depthlm.common.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The files of an input folder, on a local disk or in an object store. Paths are relative to that
 * folder, with {@code /} between segments; {@code ""} is the folder itself. Safe for concurrent
 * use.
 */
public interface DatasetFiles {
  /**
   * What is directly in a folder, each list sorted by name.
   *
   * @throws FileNotFoundException if there is no such folder
   */
  Listing list(String folder) throws IOException;

  /**
   * A whole file.
   *
   * @throws FileNotFoundException if there is no such file
   * @throws IOException also when it is larger than {@code maxBytes}
   */
  byte[] read(String path, long maxBytes) throws IOException;

  /**
   * A part of a file.
   *
   * @throws IOException also when the file ends before
   */
  byte[] readRange(String path, long offset, int length) throws IOException;

  /** A file from its first byte; the caller closes it. */
  InputStream open(String path) throws IOException;

  /**
   * A file's length in bytes.
   *
   * @throws FileNotFoundException if there is no such file
   */
  long length(String path) throws IOException;

  /** Whether there is such a file or folder. */
  boolean exists(String path) throws IOException;

  /** The full name of a path, for tables and messages. */
  String uri(String path);

  /**
   * A folder's content.
   *
   * @param folders names of the folders in it
   * @param files the files in it
   */
  record Listing(List<String> folders, List<Item> files) {}

  /** A file of a folder. */
  record Item(String name, long bytes) {}
}
