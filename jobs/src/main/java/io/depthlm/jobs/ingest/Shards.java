package io.depthlm.jobs.ingest;

import io.depthlm.common.core.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Finds out whether {@code --images} means tar shards, and which. */
final class Shards {
  private static final String TAR = ".tar";

  /** A folder with a million pictures need not be listed to see that it has no shards. */
  private static final int FIRST = 1000;

  /** An archive. */
  record Shard(String uri, long bytes) {}

  private Shards() {}

  /**
   * The shards: of a file {@code *.tar}, a pattern of such files, or a folder that has some; empty
   * if it is a folder of pictures.
   *
   * @throws UserError if nothing is there, or it is compressed
   */
  static List<Shard> of(Configuration hadoop, Path images) {
    if (images.getName().matches("(?i).*\\.(tgz|tar\\.[a-z0-9]+)")) {
      throw new UserError(
          "--images " + images + " is compressed: its pictures cannot be read one by one",
          "unpack it to .tar; pictures are compressed already");
    }
    try {
      FileSystem fs = images.getFileSystem(hadoop);
      List<Shard> shards = new ArrayList<>();
      if (images.getName().endsWith(TAR)) {
        FileStatus[] found = fs.globStatus(images);
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
          shards.add(new Shard(status.getPath().toString(), status.getLen()));
        }
        if (shards.isEmpty()) {
          throw new FileNotFoundException();
        }
      } else if (hasSome(fs, images)) {
        RemoteIterator<LocatedFileStatus> all = fs.listFiles(images, true);
        while (all.hasNext()) {
          FileStatus status = all.next();
          if (status.getPath().getName().endsWith(TAR)) {
            shards.add(new Shard(status.getPath().toString(), status.getLen()));
          }
        }
      }
      return shards;
    } catch (FileNotFoundException e) {
      throw new UserError("there is no folder or shard " + images, "check --images", e);
    } catch (IOException e) {
      throw new UserError(
          "cannot look into " + images + ": " + e.getMessage(),
          "check --images and the access to it",
          e);
    }
  }

  private static boolean hasSome(FileSystem fs, Path folder) throws IOException {
    RemoteIterator<FileStatus> entries = fs.listStatusIterator(folder);
    for (int i = 0; i < FIRST && entries.hasNext(); i++) {
      FileStatus entry = entries.next();
      if (entry.isFile() && entry.getPath().getName().endsWith(TAR)) {
        return true;
      }
    }
    return false;
  }
}
