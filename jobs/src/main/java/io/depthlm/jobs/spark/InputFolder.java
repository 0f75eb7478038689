package io.depthlm.jobs.spark;

import io.depthlm.common.dataset.DatasetFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files of an input behind one of Hadoop's file systems.
 *
 * @param hadoop settings of the file system
 * @param root a folder, or a file that is the whole input and has the path {@code ""}; qualified
 */
public record InputFolder(Configuration hadoop, Path root) implements DatasetFiles {
  @Override
  public Listing list(String folder) throws IOException {
    Path path = path(folder);
    List<String> folders = new ArrayList<>();
    List<Item> files = new ArrayList<>();
    FileStatus[] found = Files.readable(hadoop, path).listStatus(path);
    if (found.length == 1 && found[0].isFile() && found[0].getPath().equals(path)) {
      throw new FileNotFoundException(path + " is a file, not a folder");
    }
    for (FileStatus status : found) {
      if (status.isDirectory()) {
        folders.add(status.getPath().getName());
      } else {
        files.add(new Item(status.getPath().getName(), status.getLen()));
      }
    }
    folders.sort(Comparator.naturalOrder());
    files.sort(Comparator.comparing(Item::name));
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
    Path file = path(path);
    FileStatus status = Files.readable(hadoop, file).getFileStatus(file);
    if (!status.isFile()) {
      throw new FileNotFoundException(file + " is a folder");
    }
    return status.getLen();
  }

  @Override
  public boolean exists(String path) throws IOException {
    return Files.exists(hadoop, path(path));
  }

  @Override
  public String uri(String path) {
    return path(path).toString();
  }

  private Path path(String relative) {
    return relative.isEmpty() ? root : new Path(root, new Path(null, null, relative));
  }
}
