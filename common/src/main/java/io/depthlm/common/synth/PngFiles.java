package io.depthlm.common.synth;

import io.depthlm.common.imaging.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files of pictures and depth maps. */
final class PngFiles {
  private PngFiles() {}

  static byte[] of(RgbImage image) throws IOException {
    BufferedImage png =
        new BufferedImage(image.widthPx(), image.heightPx(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) png.getRaster().getDataBuffer()).getData();
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return encoded(png);
  }

  /** 16-bit grey: z in millimetres, rounded; 0 where there is none or it is beyond 65.535 m. */
  static byte[] of(DepthMap depth) throws IOException {
    BufferedImage png =
        new BufferedImage(
            depth.camera().widthPx(), depth.camera().heightPx(), BufferedImage.TYPE_USHORT_GRAY);
    short[] grey = ((DataBufferUShort) png.getRaster().getDataBuffer()).getData();
    double[] zM = depth.zM();
    for (int i = 0; i < zM.length; i++) {
      long mm = Math.round(zM[i] * 1000);
      grey[i] = mm > 0xFFFF ? 0 : (short) mm;
    }
    return encoded(png);
  }

  private static byte[] encoded(BufferedImage png) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 19);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(png, "png", out)) {
        throw new IOException("this Java has no PNG writer");
      }
    }
    return bytes.toByteArray();
  }
}
