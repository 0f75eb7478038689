package io.depthlm.jobs.ingest;

import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.jobs.spark.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A data set's folder behind one of Hadoop's file systems.
 *
 * @param hadoop settings of the file system
 * @param root qualified
 */
record HadoopFiles(Configuration hadoop, Path root) implements DatasetFiles {
  @Override
  public Listing list(String folder) throws IOException {
    Path path = path(folder);
    FileStatus[] found = fileSystem().listStatus(path);
    if (found.length == 1 && found[0].isFile() && found[0].getPath().equals(path)) {
      throw new FileNotFoundException(path + " is a file, not a folder");
    }
    Arrays.sort(found, Comparator.comparing((FileStatus f) -> f.getPath().getName()));
    List<String> folders = new ArrayList<>();
    List<Item> files = new ArrayList<>();
    for (FileStatus status : found) {
      String name = status.getPath().getName();
      if (status.isDirectory()) {
        folders.add(name);
      } else {
        files.add(new Item(name, status.getLen()));
      }
    }
    return new Listing(folders, files);
  }

  @Override
  public byte[] read(String path, long maxBytes) throws IOException {
    return Files.read(hadoop, path(path), maxBytes);
  }

  @Override
  public byte[] readRange(String path, long offset, int length) throws IOException {
    return Files.readRange(hadoop, path(path), offset, length, Integer.MAX_VALUE);
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.openWhole(hadoop, path(path));
  }

  @Override
  public long length(String path) throws IOException {
    return fileSystem().getFileStatus(path(path)).getLen();
  }

  @Override
  public boolean exists(String path) throws IOException {
    return fileSystem().exists(path(path));
  }

  @Override
  public String uri(String path) {
    return path(path).toString();
  }

  private FileSystem fileSystem() throws IOException {
    return root.getFileSystem(hadoop);
  }

  private Path path(String relative) {
    return relative.isEmpty() ? root : new Path(root, new Path(null, null, relative));
  }
}
