package io.depthlm.jobs.spark;

import io.depthlm.common.vlm.cache.CheckpointCache;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;
import io.depthlm.common.vlm.cache.LocalFiles;
import io.depthlm.common.vlm.cache.RemoteFiles;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Checkpoints by URI: where they lie, what they are, and their copy on this host. */
public final class Checkpoints {
  /** A Hadoop setting: the folder of local copies; executors need space for the weights there. */
  public static final String CACHE_KEY = "depthlm.checkpoint.cache.dir";

  private Checkpoints() {}

  /**
   * The files of a folder.
   *
   * @throws io.depthlm.common.core.UserError if the URI is malformed or its scheme is unknown
   */
  public static RemoteFiles files(Configuration hadoop, String uri) {
    org.apache.hadoop.fs.Path folder = Files.qualified(hadoop, uri);
    return local(folder)
        .<RemoteFiles>map(LocalFiles::new)
        .orElseGet(() -> new HadoopFiles(hadoop, folder));
  }

  /**
   * The content's identity; for the driver, when a run is planned.
   *
   * @throws CheckpointException if the folder lacks configuration or weights, or cannot be read
   */
  public static String fingerprint(Configuration hadoop, String uri) {
    return CheckpointFingerprint.of(files(hadoop, uri));
  }

  /**
   * A local folder with the checkpoint's files: itself where it is local, otherwise a copy that all
   * processes of this host share.
   *
   * @param fingerprint of the checkpoint that the run was planned with
   * @throws CheckpointException if it is another one by now, or cannot be copied
   */
  public static Path onThisHost(Configuration hadoop, String uri, String fingerprint) {
    org.apache.hadoop.fs.Path folder = Files.qualified(hadoop, uri);
    return local(folder)
        .orElseGet(
            () ->
                new CheckpointCache(cache(hadoop))
                    .fetch(new HadoopFiles(hadoop, folder), fingerprint));
  }

  private static Path cache(Configuration hadoop) {
    String set = hadoop.getTrimmed(CACHE_KEY);
    return set == null || set.isEmpty()
        ? Path.of(System.getProperty("java.io.tmpdir"), "depthlm-checkpoints")
        : Path.of(set);
  }

  private static Optional<Path> local(org.apache.hadoop.fs.Path folder) {
    return folder.toUri().getScheme().equals("file")
        ? Optional.of(Path.of(folder.toUri().getPath()))
        : Optional.empty();
  }
}
