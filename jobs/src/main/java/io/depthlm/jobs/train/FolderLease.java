package io.depthlm.jobs.train;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.run.LeaseOwner;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The right to write a folder: a file that names its owner and is written again every minute until
 * {@link #close}. Of a folder whose file is five minutes old, or whose owner is known to be dead,
 * the next one takes over. Two that take over at one moment both may begin; {@link #check}, asked
 * before anything is written, stops the one whose name was overwritten.
 */
final class FolderLease implements AutoCloseable {
  static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration RENEW = Duration.ofMinutes(1);
  private static final int ATTEMPTS = 5;
  private static final int MOST_BYTES = 1024;

  private final FileSystem files;
  private final Path file;
  private final String mine;
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("folder-lease"));

  private FolderLease(FileSystem files, Path file, String mine) {
    this.files = files;
    this.file = file;
    this.mine = mine;
    renewer.scheduleAtFixedRate(
        this::renew, RENEW.toSeconds(), RENEW.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * The content of a lease's file.
   *
   * @param text {@code OWNER TOKEN}; empty while its owner writes it
   */
  private record Held(String text, Instant until) {
    boolean isAlive() {
      return until.isAfter(Instant.now()) && !(isWhole() && owner().isKnownDead());
    }

    private boolean isWhole() {
      return text.matches("[^/ ]+/\\d+/\\d+ [0-9a-f-]{36}");
    }

    private LeaseOwner owner() {
      return LeaseOwner.parse(text.substring(0, text.indexOf(' ')));
    }

    String who() {
      return isWhole() ? owner().toString() : "another process";
    }
  }

  /**
   * Takes the lease of a folder that exists.
   *
   * @param file of the lease, in that folder
   * @throws UserError if a process that may be alive has it
   */
  static FolderLease take(FileSystem files, Path file) throws IOException {
    String mine = LeaseOwner.self() + " " + UUID.randomUUID();
    for (int attempt = 1; ; attempt++) {
      Held held = held(files, file);
      if (held != null && (held.isAlive() || attempt == ATTEMPTS)) {
        throw new UserError(
            "%s is being trained into by %s (until %s at least)"
                .formatted(file.getParent().getParent(), held.who(), held.until()),
            "wait for it, or name another folder as out");
      }
      if (held != null) {
        files.delete(file, false);
      }
      try (OutputStream out = files.create(file, false)) {
        out.write(mine.getBytes(StandardCharsets.UTF_8));
        return new FolderLease(files, file, mine);
      } catch (FileAlreadyExistsException e) {
        // Another one took it at this moment: it is looked at again.
      }
    }
  }

  private static Held held(FileSystem files, Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      long written = files.getFileStatus(file).getModificationTime();
      return new Held(text, Instant.ofEpochMilli(written).plus(LEASE));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private synchronized void renew() {
    try {
      if (isMine()) {
        try (OutputStream out = files.create(file, true)) {
          out.write(mine.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // The next minute tries again; whoever writes asks check.
    }
  }

  private boolean isMine() throws IOException {
    Held held = held(files, file);
    return held != null && held.text().equals(mine);
  }

  /**
   * Fails if this process may no longer write into the folder.
   *
   * @throws IllegalStateException if another one has taken it over
   */
  synchronized void check() throws IOException {
    if (!isMine()) {
      Held held = held(files, file);
      throw new IllegalStateException(
          "%s was taken over by %s"
              .formatted(file.getParent().getParent(), held == null ? "nobody" : held.who()));
    }
  }

  @Override
  public synchronized void close() throws IOException {
    renewer.shutdownNow();
    if (isMine()) {
      files.delete(file, false);
    }
  }
}
