package io.depthlm.jobs.spark;

import io.depthlm.common.vlm.cache.RemoteFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint's folder behind a Hadoop file system.
 *
 * @param hadoop the settings, credentials included
 * @param folder qualified
 */
public record HadoopFiles(Configuration hadoop, Path folder) implements RemoteFiles {
  @Override
  public List<RemoteFile> list() throws IOException {
    List<RemoteFile> files = new ArrayList<>();
    try {
      for (FileStatus status : folder.getFileSystem(hadoop).listStatus(folder)) {
        if (status.isFile()) {
          files.add(
              new RemoteFile(
                  status.getPath().getName(),
                  status.getLen(),
                  Long.toString(status.getModificationTime())));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return files;
  }

  @Override
  public InputStream open(String name, long offset, long length) throws IOException {
    FileSystem fs = folder.getFileSystem(hadoop);
    FSDataInputStream in = fs.open(new Path(folder, name));
    try {
      in.seek(offset);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public String location() {
    return folder.toString();
  }
}
