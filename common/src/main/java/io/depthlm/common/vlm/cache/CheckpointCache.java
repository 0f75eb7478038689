package io.depthlm.common.vlm.cache;

import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.ModelFolder.StoredFile;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A cache on a local disk for checkpoints in object storage: one folder each, named by their
 * fingerprint.
 *
 * <p>A checkpoint is downloaded once for all processes and threads of a host: the first one holds a
 * file lock, and the others wait for it. A folder appears under its name only when it is complete
 * and its own fingerprint is the one asked for, by one atomic rename; a killed download leaves a
 * {@code .part} folder, which the next one replaces. Nothing is ever deleted that is complete:
 * whoever is short of disk removes folders whose model is not in use. A folder that was tidied away
 * in part (temporary folders are, file by file) is noticed by its fingerprint and replaced; a
 * process that has the old files mapped keeps them.
 *
 * @param root the cache's folder; created when needed
 */
public record CheckpointCache(Path root) {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{32}");

  /** File locks belong to a process; its threads wait for these locks. */
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  /**
   * The local copy of a checkpoint.
   *
   * @param fingerprint the fingerprint at the time of planning
   * @throws CheckpointException {@code CHANGED} if the folder has another fingerprint now, or
   *     changes during the download, {@code DISK_FULL}, {@code IO_FAILED}, or what {@link
   *     CheckpointFingerprint#of} finds wrong
   */
  public Path fetch(ModelFolder remote, String fingerprint) {
    if (!FINGERPRINT.matcher(fingerprint).matches()) {
      throw new IllegalArgumentException("not a fingerprint: " + fingerprint);
    }
    Path folder = root.resolve(fingerprint);
    if (isIntact(folder, fingerprint)) {
      return folder;
    }
    ReentrantLock lock =
        IN_PROCESS.computeIfAbsent(folder.toAbsolutePath(), key -> new ReentrantLock());
    lock.lock();
    try {
      return fetchLocked(remote, fingerprint, folder);
    } catch (IOException e) {
      throw new CheckpointException(
          Fault.IO_FAILED,
          "cannot cache %s in %s: %s".formatted(remote.location(), folder, e.getMessage()),
          "check the address, the network and the cache folder",
          e);
    } finally {
      lock.unlock();
    }
  }

  private Path fetchLocked(ModelFolder remote, String fingerprint, Path folder) throws IOException {
    Files.createDirectories(root);
    try (FileChannel channel =
            FileChannel.open(
                root.resolve(fingerprint + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (!held.isValid() || isIntact(folder, fingerprint)) {
        return folder;
      }
      remove(folder);
      Path part = root.resolve(fingerprint + ".part");
      remove(part);
      Files.createDirectories(part);
      try {
        download(remote, fingerprint, part);
      } catch (IOException | RuntimeException e) {
        remove(part);
        throw e;
      }
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      return folder;
    }
  }

  private static boolean isIntact(Path folder, String fingerprint) {
    try {
      return Files.isDirectory(folder) && CheckpointFingerprint.of(folder).equals(fingerprint);
    } catch (CheckpointException e) {
      return false; // a file is missing, or cannot be read
    }
  }

  private static void download(ModelFolder remote, String fingerprint, Path part)
      throws IOException {
    SortedMap<String, StoredFile> files = CheckpointFiles.of(remote);
    long bytes = files.values().stream().mapToLong(StoredFile::bytes).sum();
    long free = Files.getFileStore(part).getUsableSpace();
    if (bytes > free) {
      throw new CheckpointException(
          Fault.DISK_FULL,
          "%s needs %d MiB, the cache %s has %d MiB free"
              .formatted(remote.location(), bytes >> 20, part.getParent(), free >> 20),
          "free space there, or set another cache folder");
    }
    new Download(remote, part).run(files.values());
    SortedMap<String, StoredFile> after = CheckpointFiles.of(remote);
    if (!files.equals(after)) {
      throw changed(remote, "its files changed while they were copied");
    }
    String copied = CheckpointFingerprint.of(part);
    if (!copied.equals(fingerprint)) {
      throw changed(remote, "its fingerprint is %s, expected %s".formatted(copied, fingerprint));
    }
  }

  private static CheckpointException changed(ModelFolder remote, String how) {
    return new CheckpointException(
        Fault.CHANGED,
        "the checkpoint " + remote.location() + " is not the one that was planned with: " + how,
        "start a new run, and do not change a checkpoint in use");
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> content = Files.list(folder)) {
      for (Path file : content.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
