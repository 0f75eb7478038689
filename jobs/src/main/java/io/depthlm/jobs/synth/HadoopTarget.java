package io.depthlm.jobs.synth;

import io.depthlm.common.synth.OutputTarget;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A folder of any Hadoop file system. */
record HadoopTarget(Configuration hadoop, Path root) implements OutputTarget {
  @Override
  public void write(String path, byte[] bytes) throws IOException {
    Path file = new Path(root, path);
    FileSystem fs = file.getFileSystem(hadoop);
    if (fs instanceof LocalFileSystem local) {
      fs = local.getRawFileSystem(); // without a checksum file beside every picture
    }
    try (OutputStream out = fs.create(file, true)) {
      out.write(bytes);
    }
  }
}
