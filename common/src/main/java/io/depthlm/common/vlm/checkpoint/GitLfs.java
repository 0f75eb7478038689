package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The short text that git leaves in place of a large file when its LFS extension did not fetch the
 * content (git-lfs, {@code docs/spec.md}: the first line names the version of the specification).
 */
public final class GitLfs {
  private static final byte[] FIRST_LINE =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

  private GitLfs() {}

  /** Whether a file is such a pointer. */
  public static boolean isPointer(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return isPointer(in.readNBytes(FIRST_LINE.length));
    }
  }

  /** Whether a file that begins with these bytes is such a pointer. */
  public static boolean isPointer(byte[] start) {
    return start.length >= FIRST_LINE.length
        && Arrays.equals(start, 0, FIRST_LINE.length, FIRST_LINE, 0, FIRST_LINE.length);
  }

  /** The error about a pointer. */
  public static CheckpointException pointer(String file) {
    return new CheckpointException(
        Fault.CONTENT_NOT_FETCHED,
        file + " is a Git LFS pointer, not the file itself",
        "run `git lfs pull` in that folder, or download the file from the hub");
  }
}
