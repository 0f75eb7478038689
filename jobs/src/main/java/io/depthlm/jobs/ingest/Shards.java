package io.depthlm.jobs.ingest;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Finds the tar shards that {@code --images} names, if any. */
final class Shards {
  private static final String TAR = ".tar";
  private static final Pattern COMPRESSED = Pattern.compile("(?i).*\\.(tgz|tar\\.[a-z0-9]+)");

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
    try {
      FileSystem fs = Files.readable(hadoop, images);
      List<Shard> shards = new ArrayList<>();
      FileStatus itself = status(fs, images);
      if (itself != null && itself.isDirectory()) {
        if (hasSome(fs, images)) {
          RemoteIterator<LocatedFileStatus> all = fs.listFiles(images, true);
          while (all.hasNext()) {
            FileStatus status = all.next();
            if (status.getPath().getName().endsWith(TAR)) {
              shards.add(shard(status));
            }
          }
        }
        return shards;
      }
      if (COMPRESSED.matcher(images.getName()).matches()) {
        throw new UserError(
            "--images " + images + " is compressed: its pictures cannot be read one by one",
            "unpack it to .tar; pictures are compressed already");
      }
      if (itself == null && images.getName().endsWith(TAR)) {
        matching(fs, images).forEach(status -> shards.add(shard(status)));
      } else if (itself != null) {
        if (!images.getName().endsWith(TAR)) {
          throw new UserError(
              "--images " + images + " is a file",
              "name a folder of pictures, or tar shards (names that end in .tar)");
        }
        shards.add(shard(itself));
      }
      if (shards.isEmpty()) {
        throw new FileNotFoundException();
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

  private static Shard shard(FileStatus status) {
    return new Shard(status.getPath().toString(), status.getLen());
  }

  /** What is there, or null. */
  private static FileStatus status(FileSystem fs, Path path) throws IOException {
    try {
      return fs.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /**
   * The files of a pattern, by name. Hadoop's own expansion ends on any sibling whose name has a
   * colon, and cannot take a part literally that is there by that name.
   */
  private static List<FileStatus> matching(FileSystem fs, Path pattern) throws IOException {
    if (pattern.getParent() == null) {
      FileStatus root = status(fs, pattern);
      return root == null ? List.of() : List.of(root);
    }
    FileStatus literal = status(fs, pattern);
    if (literal != null) {
      return List.of(literal);
    }
    Predicate<String> names = names(pattern.getName());
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus folder : matching(fs, pattern.getParent())) {
      if (folder.isDirectory()) {
        for (FileStatus entry : fs.listStatus(folder.getPath())) {
          if (names.test(entry.getPath().getName())) {
            found.add(entry);
          }
        }
      }
    }
    found.sort(Comparator.comparing(FileStatus::getPath));
    return found;
  }

  private static Predicate<String> names(String pattern) {
    try {
      return new GlobPattern(pattern)::matches;
    } catch (RuntimeException e) {
      return name -> false; // no pattern, in the words of a library that Hadoop has shaded
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
