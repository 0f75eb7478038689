package io.depthlm.jobs.spark;

import io.delta.storage.HadoopFileSystemLogStore;
import io.delta.storage.S3SingleDriverLogStore;
import io.depthlm.common.core.UserError;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Commits to tables on S3 by any number of drivers: a commit is a PUT under the condition that the
 * object is not there ({@code If-None-Match: *}), which the store decides in one step. Delta's own
 * store for S3 looks first and then writes, and two drivers may both find nothing.
 *
 * <p>A store that does not know the condition takes both writes. So each process tries it once per
 * bucket before its first commit there, and refuses to commit where it does not hold; {@value
 * #MODE} = {@value #SINGLE_DRIVER} is the user's word that nobody else writes.
 */
public final class ConditionalCommits extends HadoopFileSystemLogStore {
  /** Hadoop setting: {@value #SINGLE_DRIVER}, or left out. */
  public static final String MODE = "depthlm.commits";

  static final String SINGLE_DRIVER = "single-driver";

  private static final String ONLY_IF_ABSENT = "fs.option.create.conditional.overwrite";
  private static final int ATTEMPTS = 4;
  private static final long PAUSE_MS = 200;
  private static final Set<String> TRIED = ConcurrentHashMap.newKeySet();

  private final S3SingleDriverLogStore singleDriver;

  /** Called by Delta. */
  public ConditionalCommits(Configuration hadoop) {
    super(hadoop);
    this.singleDriver = new S3SingleDriverLogStore(hadoop);
  }

  /**
   * Writes a commit (or, with {@code overwrite}, a file that nothing depends on).
   *
   * @throws FileAlreadyExistsException if another driver has this version
   * @throws UserError if the store does not keep two drivers apart
   */
  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    if (overwrite || SINGLE_DRIVER.equals(hadoop.get(MODE))) {
      singleDriver.write(path, actions, overwrite, hadoop);
      return;
    }
    FileSystem fs = path.getFileSystem(hadoop);
    tryOnce(fs, path);
    commit(fs, path, bytes(actions));
  }

  private static byte[] bytes(Iterator<String> actions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (actions.hasNext()) {
      bytes.writeBytes((actions.next() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /**
   * An answer that was lost on the way makes a client ask again, and the second time the object is
   * there: its own. So what lies there decides, not what the client was told.
   */
  private static void commit(FileSystem fs, Path path, byte[] bytes) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        create(fs, path, bytes);
        return;
      } catch (IOException e) {
        byte[] there = find(fs, path, e);
        if (there == null) {
          // Two writes at the same moment may both be turned away.
          if (attempt == ATTEMPTS) {
            throw e;
          }
          pause();
        } else if (Arrays.equals(there, bytes)) {
          return;
        } else {
          FileAlreadyExistsException taken = new FileAlreadyExistsException(path.toString());
          taken.initCause(e);
          throw taken;
        }
      }
    }
  }

  private static void create(FileSystem fs, Path path, byte[] bytes) throws IOException {
    FSDataOutputStreamBuilder<?, ?> file = fs.createFile(path).create();
    file.must(ONLY_IF_ABSENT, true);
    try (OutputStream out = file.build()) {
      out.write(bytes);
    }
  }

  /** What lies there, or null; a failure to find out is the first failure. */
  private static byte[] find(FileSystem fs, Path path, IOException first) throws IOException {
    try {
      return Files.read(fs.getConf(), path, Integer.MAX_VALUE);
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      first.addSuppressed(e);
      throw first;
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two attempts at a commit");
    }
  }

  /** Makes sure, once per bucket and process, that the condition holds. */
  private static void tryOnce(FileSystem fs, Path commit) throws IOException {
    String store = fs.getUri().toString();
    if (TRIED.contains(store)) {
      return;
    }
    Path probe = new Path(commit.getParent(), ".probe-" + UUID.randomUUID());
    byte[] first = {1};
    try {
      create(fs, probe, first);
      try {
        create(fs, probe, new byte[] {2});
      } catch (IOException e) {
        // as it should be; or the store is in trouble, which what lies there tells apart
      }
      if (!Arrays.equals(first, Files.read(fs.getConf(), probe, 1))) {
        throw notConditional(store, "it overwrote an object under If-None-Match", null);
      }
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw notConditional(store, "this Hadoop's S3A has no conditional create", e);
    } finally {
      remove(fs, probe);
    }
    TRIED.add(store);
  }

  /** A file that stays does no harm. */
  private static void remove(FileSystem fs, Path probe) {
    try {
      fs.delete(probe, false);
    } catch (IOException e) {
      // not allowed, or not now
    }
  }

  private static UserError notConditional(String store, String why, Exception cause) {
    return new UserError(
        "%s does not keep two drivers apart (%s): one could lose the other's commits"
            .formatted(store, why),
        "use a store with conditional writes and Hadoop 3.4.2 or newer; or, if only one driver ever"
            + " writes there, --spark spark.hadoop."
            + MODE
            + "="
            + SINGLE_DRIVER,
        cause);
  }

  @Override
  public Iterator<FileStatus> listFrom(Path path, Configuration hadoop) throws IOException {
    return singleDriver.listFrom(path, hadoop);
  }

  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration hadoop) {
    return false;
  }
}
