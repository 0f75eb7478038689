package io.depthlm.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.run.LeaseOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One execution at a time in a folder. */
class FolderLeaseTest {
  private static final String TOKEN = " 01234567-89ab-cdef-0123-456789abcdef";

  @TempDir private java.nio.file.Path folder;
  private FileSystem files;
  private java.nio.file.Path file;

  @BeforeEach
  void aFolder() throws IOException {
    files = ((LocalFileSystem) FileSystem.getLocal(new Configuration())).getRawFileSystem();
    file = folder.resolve("out/checkpoints/lease");
    Files.createDirectories(file.getParent());
  }

  private FolderLease take() throws IOException {
    return FolderLease.take(files, new Path(file.toUri()));
  }

  @Test
  void aLivingOwnerKeepsItUntilItIsClosed() throws IOException {
    try (FolderLease first = take()) {
      UserError error = assertThrows(UserError.class, this::take);
      assertTrue(
          error.getMessage().contains("out is being trained into by " + LeaseOwner.self()),
          error.getMessage());
      first.check();
    }
    assertFalse(Files.exists(file));
    take().close();
  }

  @Test
  void aDeadOwnersIsTakenOver() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String host = LeaseOwner.self().host();
    Files.writeString(file, new LeaseOwner(host, gone.pid(), 5) + TOKEN);
    try (FolderLease lease = take()) {
      lease.check();
      assertTrue(Files.readString(file).startsWith(LeaseOwner.self().toString()));
    }
  }

  @Test
  void anotherHostsIsBelievedUntilItRunsOut() throws IOException {
    for (String text : new String[] {"elsewhere/17/5" + TOKEN, ""}) {
      Files.writeString(file, text);
      written(FolderLease.LEASE.toSeconds() - 60);
      UserError error = assertThrows(UserError.class, this::take);
      String who = text.isEmpty() ? "another process" : "elsewhere/17/5";
      assertTrue(error.getMessage().contains("trained into by " + who), error.getMessage());
      written(FolderLease.LEASE.toSeconds() + 1);
      take().close();
    }
  }

  private void written(long secondsAgo) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(secondsAgo)));
  }

  @Test
  void whoeverLostItIsToldAndLeavesItAlone() throws IOException {
    FolderLease lease = take();
    Files.writeString(file, "elsewhere/17/5" + TOKEN);
    IllegalStateException error = assertThrows(IllegalStateException.class, lease::check);
    assertTrue(error.getMessage().endsWith("was taken over by elsewhere/17/5"), error.getMessage());
    lease.close();
    assertEquals("elsewhere/17/5" + TOKEN, Files.readString(file));
  }
}
