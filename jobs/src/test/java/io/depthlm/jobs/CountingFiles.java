package io.depthlm.jobs;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.SparkSession;

/** The local disk under a scheme of its own, which counts what is opened in this process. */
public final class CountingFiles extends RawLocalFileSystem {
  public static final String SCHEME = "counting";
  private static final Map<String, Long> OPENED = new ConcurrentHashMap<>();

  /** Makes the scheme known to a session. */
  public static void install(SparkSession session) {
    session
        .sparkContext()
        .hadoopConfiguration()
        .set("fs." + SCHEME + ".impl", CountingFiles.class.getName());
  }

  /** How often each file whose path contains a text was opened, by file name. */
  public static Map<String, Long> opened(String pathPart) {
    Map<String, Long> found = new TreeMap<>();
    OPENED.forEach(
        (path, times) -> {
          if (path.contains(pathPart)) {
            found.put(path.substring(path.lastIndexOf('/') + 1), times);
          }
        });
    return found;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    OPENED.merge(path.toUri().getPath(), 1L, Long::sum);
    return super.open(path, bufferSize);
  }
}
