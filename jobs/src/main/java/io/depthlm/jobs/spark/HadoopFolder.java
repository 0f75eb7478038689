package io.depthlm.jobs.spark;

import io.depthlm.common.engine.ModelFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint's folder behind one of Hadoop's file systems.
 *
 * @param hadoop settings of the file system
 * @param folder qualified
 */
public record HadoopFolder(Configuration hadoop, Path folder) implements ModelFolder {
  @Override
  public List<StoredFile> list() throws IOException {
    List<StoredFile> files = new ArrayList<>();
    try {
      for (FileStatus status : folder.getFileSystem(hadoop).listStatus(folder)) {
        if (status.isFile()) {
          files.add(new StoredFile(status.getPath().getName(), status.getLen(), version(status)));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return files;
  }

  private static String version(FileStatus status) {
    String etag = status instanceof EtagSource source ? source.getEtag() : null;
    return etag == null ? Long.toString(status.getModificationTime()) : etag;
  }

  @Override
  public InputStream open(String name, long offset, long length) throws IOException {
    FSDataInputStream in = folder.getFileSystem(hadoop).open(new Path(folder, name));
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
