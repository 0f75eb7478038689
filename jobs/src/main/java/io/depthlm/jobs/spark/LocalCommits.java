package io.depthlm.jobs.spark;

import io.delta.storage.LocalLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Commits to tables on a local disk, one of several processes at most. Delta's own store looks
 * whether a commit is there and then renames its file into place, which replaces the commit of a
 * process that came between; a hard link is made or refused by the system in one step.
 */
public final class LocalCommits extends LocalLogStore {
  /** Called by Delta. */
  public LocalCommits(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    if (overwrite) {
      super.write(path, actions, true, hadoop);
      return;
    }
    java.nio.file.Path target = java.nio.file.Path.of(path.toUri().getPath());
    java.nio.file.Path written =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Iterable<String> lines = () -> actions;
      Files.write(written, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      Files.createLink(target, written);
    } catch (UnsupportedOperationException e) {
      move(written, target);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** For disks without links: as Delta's own. */
  private static void move(java.nio.file.Path written, java.nio.file.Path target)
      throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Files.move(written, target);
  }
}
