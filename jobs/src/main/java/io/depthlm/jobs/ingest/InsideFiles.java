package io.depthlm.jobs.ingest;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.InputFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The files of a local folder that lie in it: a symbolic link that leads out of it is refused,
 * since messages quote what calibration files contain.
 */
final class InsideFiles implements DatasetFiles {
  private final InputFolder folder;
  private final Path root;

  private InsideFiles(InputFolder folder, Path root) {
    this.folder = folder;
    this.root = root;
  }

  /** The folder itself where it has no links to look at, or they may lead anywhere. */
  static DatasetFiles of(InputFolder folder, ImageLinks links) throws IOException {
    boolean local = "file".equals(folder.root().toUri().getScheme());
    return local && links == ImageLinks.INSIDE
        ? new InsideFiles(folder, Files.realLocal(folder.root()))
        : folder;
  }

  private String inside(String path) throws IOException {
    if (folder.exists(path)) {
      Path real = Files.realLocal(new org.apache.hadoop.fs.Path(folder.uri(path)));
      if (!real.startsWith(root)) {
        throw new UnitFault(
            RejectReason.PATH_OUTSIDE_ROOT,
            "a link leads out of the input folder: %s is %s; --follow-links reads it"
                .formatted(path, real));
      }
    }
    return path;
  }

  @Override
  public Listing list(String path) throws IOException {
    return folder.list(inside(path));
  }

  @Override
  public byte[] read(String path, long maxBytes) throws IOException {
    return folder.read(inside(path), maxBytes);
  }

  @Override
  public byte[] readRange(String path, long offset, int length) throws IOException {
    return folder.readRange(inside(path), offset, length);
  }

  @Override
  public InputStream open(String path) throws IOException {
    return folder.open(inside(path));
  }

  @Override
  public long length(String path) throws IOException {
    return folder.length(inside(path));
  }

  @Override
  public boolean exists(String path) throws IOException {
    return folder.exists(path);
  }

  @Override
  public String uri(String path) {
    return folder.uri(path);
  }
}
