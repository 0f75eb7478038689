package io.depthlm.jobs.ask;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageHeader;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;

/**
 * An image with its camera.
 *
 * @param uri for messages
 * @param bytes the file
 * @param camera of its pixels, repaired and usable
 */
public record ImageFile(String uri, byte[] bytes, Intrinsics camera) {

  /**
   * Reads the header for the image's size.
   *
   * @param intrinsics fx, fy, cx, cy in pixels
   * @throws UserError if the file is not a supported image, or the camera is invalid
   */
  public static ImageFile of(String uri, byte[] bytes, double[] intrinsics) {
    ImageHeader header;
    try {
      header = ImageHeader.read(bytes, ImageLimits.DEFAULT);
    } catch (ImageRejected e) {
      throw new UserError(uri + ": " + e.detail(), "give a PNG or JPEG file", e);
    }
    Intrinsics camera =
        new Intrinsics(
                intrinsics[0],
                intrinsics[1],
                intrinsics[2],
                intrinsics[3],
                header.widthPx(),
                header.heightPx())
            .repaired();
    if (!camera.isUsable()) {
      throw new UserError(
          "--intrinsics %s,%s,%s,%s is no camera"
              .formatted(intrinsics[0], intrinsics[1], intrinsics[2], intrinsics[3]),
          "give fx,fy,cx,cy in pixels of the image, focal lengths above 0");
    }
    return new ImageFile(uri, bytes, camera);
  }

  /**
   * Its pixels.
   *
   * @throws UserError if they cannot be decoded
   */
  public RgbImage decoded() {
    try {
      return ImageDecoder.decode(bytes, ImageLimits.DEFAULT);
    } catch (ImageRejected e) {
      throw new UserError(uri + ": " + e.detail(), "give another file", e);
    }
  }

  /**
   * A part of it, with its camera.
   *
   * @param whole its pixels
   */
  ImageFile cropped(RgbImage whole, int leftPx, int topPx, int widthPx, int heightPx) {
    byte[] rgb = new byte[3 * widthPx * heightPx];
    for (int row = 0; row < heightPx; row++) {
      System.arraycopy(
          whole.rgb(),
          3 * ((topPx + row) * whole.widthPx() + leftPx),
          rgb,
          3 * row * widthPx,
          3 * widthPx);
    }
    Intrinsics part =
        new Intrinsics(
            camera.fxPx(),
            camera.fyPx(),
            camera.cxPx() - leftPx,
            camera.cyPx() - topPx,
            widthPx,
            heightPx);
    return new ImageFile(uri, PngEncoder.encode(new RgbImage(widthPx, heightPx, rgb)), part);
  }
}
