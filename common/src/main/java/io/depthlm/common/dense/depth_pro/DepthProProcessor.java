package io.depthlm.common.dense.depth_pro;

import io.depthlm.common.dense.Planes;
import io.depthlm.common.dense.Sampling;
import io.depthlm.common.dense.hub.DptProcessor;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.image.PixelValues;
import io.depthlm.common.vlm.image.ProcessorFile;
import java.util.List;

/**
 * The image processor of Depth Pro, as transformers' {@code DepthProImageProcessor} (5.24): values
 * are normalised first, then stretched to one size without a filter against aliases.
 */
record DepthProProcessor(int widthPx, int heightPx, PixelValues values) {
  private static final int BILINEAR = 2;
  private static final int MAX_SIDE = 8192;
  private static final List<Double> HALVES = List.of(0.5, 0.5, 0.5);

  /** What {@code preprocessor_config.json} says. */
  static DepthProProcessor of(ConfigSection file) {
    if (!ProcessorFile.resizes(file)) {
      throw file.unsupported("do_resize");
    }
    if (file.size("resample").orElse(BILINEAR) != BILINEAR) {
      throw file.unsupported("resample");
    }
    ConfigSection size = file.section("size");
    int width = size.size("width").orElse(1536);
    int height = size.size("height").orElse(1536);
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw file.wrong("size", "at most " + MAX_SIDE);
    }
    return new DepthProProcessor(width, height, ProcessorFile.values(file, HALVES, HALVES));
  }

  /** The picture as the network reads it. */
  Planes prepare(PreparedFrame frame) {
    RgbImage image = frame.image();
    return new Planes(
        Sampling.BILINEAR.resizePlanes(
            DptProcessor.planes(image, values),
            image.widthPx(),
            image.heightPx(),
            widthPx,
            heightPx),
        widthPx,
        heightPx,
        frame.camera());
  }
}
