package io.depthlm.jobs.ingest;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.FrameImage;
import io.depthlm.common.imaging.ImageHeader;
import io.depthlm.common.imaging.ImageLimits;
import java.io.IOException;

/** Finds the image that a line names, and reads what the tables store about it. */
interface ImageSource {
  /**
   * The image and its place.
   *
   * @param relativePath inside the image folder, normalised
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws OutsideRootException if the path leads out of the image folder after all
   * @throws UnusableException if it was found to be of no use before
   * @throws IOException if it cannot be read
   * @throws io.depthlm.common.imaging.ImageRejected if it is no image that can be used
   */
  Found read(String relativePath) throws IOException;

  /** The place of an image inside a file of the input. */
  default Place inContainer(FrameImage.InContainer image) {
    throw new IllegalStateException("images in containers come from folders of raw data sets");
  }

  /** An image whose header can be used. */
  record Found(String sha256, int widthPx, int heightPx, Place place) {
    /** Hashes the bytes of a whole file and reads its header. */
    static Found of(byte[] bytes, ImageLimits limits, Place place) {
      ImageHeader header = ImageHeader.read(bytes, limits);
      return new Found(Ids.sha256Hex(bytes), header.widthPx(), header.heightPx(), place);
    }
  }

  /**
   * Where an image's bytes are.
   *
   * @param uri a file that is the image, or null
   * @param containerUri a file that has the image in it, or null
   * @param byteOffset in the container
   * @param byteLength in the container
   */
  record Place(String uri, String containerUri, Long byteOffset, Long byteLength) {
    /** The bytes come with the row and are kept in {@code images}. */
    static final Place IMAGES_TABLE = new Place(null, null, null, null);

    static Place file(String uri) {
      return new Place(uri, null, null, null);
    }

    /** The same for the same place; null for {@link #IMAGES_TABLE}. */
    String key() {
      return containerUri == null ? uri : containerUri + "#" + byteOffset + "+" + byteLength;
    }
  }

  /** A symbolic link that leaves the image folder. */
  final class OutsideRootException extends IOException {
    private static final long serialVersionUID = 1L;

    OutsideRootException(String message) {
      super(message);
    }
  }

  /** An image that was found unusable before, with the reason. */
  final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;
    private final RejectReason reason;

    UnusableException(RejectReason reason, String detail) {
      super(detail);
      this.reason = reason;
    }

    RejectReason reason() {
      return reason;
    }
  }
}
