package io.depthlm.jobs.ingest;

import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.spark.Files;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Images under one folder of any Hadoop file system. */
record FolderImages(Configuration hadoop, Path root, ImageLimits limits, ImageLinks links)
    implements ImageSource {
  @Override
  public Found read(String relativePath) throws IOException {
    Path path = new Path(root, new Path(null, null, relativePath));
    if (links == ImageLinks.INSIDE && "file".equals(root.toUri().getScheme())) {
      checkInside(relativePath, path);
    }
    return Found.of(
        Files.read(hadoop, path, limits.maxBytes()), limits, Place.file(path.toString()));
  }

  @Override
  public Place inContainer(FrameImage.InContainer image) {
    String uri = new Path(root, new Path(null, null, image.path())).toString();
    return new Place(null, uri, image.byteOffset(), (long) image.bytes().length);
  }

  /** Only local files have links that a normalised path does not show. */
  private void checkInside(String relativePath, Path path) throws IOException {
    java.nio.file.Path target = Files.realLocal(path);
    if (!target.startsWith(Files.realLocal(root))) {
      throw new OutsideRootException(
          "a link leads out of the image folder: %s is %s; --follow-links reads it"
              .formatted(relativePath, target));
    }
  }
}
