package io.depthlm.jobs.cli;

import io.depthlm.jobs.spark.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a checkpoint lies or shall lie.
 *
 * @param hadoop settings of its file system
 * @param folder qualified
 */
record CheckpointLocation(Configuration hadoop, org.apache.hadoop.fs.Path folder) {
  /**
   * Of a URI; a Spark session, whose settings hold the credentials, is opened only for a far one.
   */
  static CheckpointLocation of(String uri, SparkOptions spark) {
    boolean near = uri.startsWith("file:") || !uri.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
    Configuration hadoop =
        near ? new Configuration() : spark.open("checkpoint").sparkContext().hadoopConfiguration();
    return new CheckpointLocation(hadoop, Files.reachable(hadoop, uri));
  }

  /** The folder's path where it is on a local disk. */
  Optional<Path> local() {
    return folder.toUri().getScheme().equals("file")
        ? Optional.of(Path.of(folder.toUri().getPath()))
        : Optional.empty();
  }
}
