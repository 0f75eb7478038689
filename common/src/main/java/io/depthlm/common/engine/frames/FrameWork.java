package io.depthlm.common.engine.frames;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.ImageHeader;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import java.io.IOException;
import java.util.List;

/**
 * All questions about one group of frames: one frame for most tasks, two for camera motion.
 *
 * @param frames the pictures, in the order in which the questions mention them
 * @param asks the questions, grouped by {@link Asking}
 */
public record FrameWork(List<Frame> frames, List<Ask> asks) {
  /**
   * One picture.
   *
   * @param camera of the original image
   * @param sha256 the expected hash of the file, or null if there is none
   * @param image reads the file; called once
   */
  public record Frame(String frameId, Intrinsics camera, String sha256, ImageBytes image) {
    /**
     * A picture in memory; its size is read from its header.
     *
     * @param cameraPx fx, fy, cx, cy
     * @throws ImageRejected if its header cannot be read, or if it exceeds the limits
     */
    public static Frame of(byte[] bytes, double[] cameraPx, ImageLimits limits) {
      ImageHeader header = ImageHeader.read(bytes, limits);
      Intrinsics camera =
          new Intrinsics(
              cameraPx[0],
              cameraPx[1],
              cameraPx[2],
              cameraPx[3],
              header.widthPx(),
              header.heightPx());
      return new Frame("image", camera, null, () -> bytes);
    }
  }

  /**
   * One question.
   *
   * @param asking index of its {@link Asking} in the pipeline's list
   * @param attempt from 0
   * @param xPx columns of the asked pixels in the original image, all on the first frame
   * @param yPx rows of these pixels
   */
  public record Ask(int asking, String queryId, int attempt, double[] xPx, double[] yPx) {}

  /** Reads an image file's bytes. */
  @FunctionalInterface
  public interface ImageBytes {
    /**
     * The whole file.
     *
     * @throws java.io.FileNotFoundException if there is none
     */
    byte[] read() throws IOException;
  }
}
