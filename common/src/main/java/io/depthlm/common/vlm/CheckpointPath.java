package io.depthlm.common.vlm;

import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.net.URI;
import java.nio.file.Path;

/** The path of a checkpoint on this host. */
public final class CheckpointPath {
  private CheckpointPath() {}

  /** The folder of a path or {@code file:} URI. */
  public static Path of(String uri) {
    if (uri.startsWith("file:")) {
      return Path.of(URI.create(uri).getPath());
    }
    if (uri.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      throw new CheckpointException(
          Fault.NOT_FOUND,
          uri + " is not a local folder",
          "open it through the checkpoint cache of the job");
    }
    return Path.of(uri);
  }
}
