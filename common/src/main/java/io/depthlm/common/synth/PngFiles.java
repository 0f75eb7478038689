package io.depthlm.common.synth;

import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;

/** PNG files of pictures and depth maps. */
final class PngFiles {
  private PngFiles() {}

  static byte[] of(RgbImage image) {
    return PngEncoder.encode(image);
  }

  /** 16-bit grey: z in millimetres, rounded; 0 where there is none or it is beyond 65.535 m. */
  static byte[] of(ExactDepth depth) {
    BufferedImage png =
        new BufferedImage(
            depth.camera().widthPx(), depth.camera().heightPx(), BufferedImage.TYPE_USHORT_GRAY);
    short[] grey = ((DataBufferUShort) png.getRaster().getDataBuffer()).getData();
    double[] zM = depth.zM();
    for (int i = 0; i < zM.length; i++) {
      long mm = Math.round(zM[i] * 1000);
      grey[i] = mm > 0xFFFF ? 0 : (short) mm;
    }
    return PngEncoder.encode(png);
  }
}
