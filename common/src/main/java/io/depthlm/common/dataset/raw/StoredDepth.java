package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.DepthEncoding;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.PointMask;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A depth map out of a file of one of the forms that people bring, told by its name.
 *
 * @param encoding which form
 * @param values as stored, row by row from the top
 */
record StoredDepth(int widthPx, int heightPx, DepthEncoding encoding, IntToDoubleFunction values) {
  /** Endings that a depth map may have. */
  static final List<String> ENDINGS = List.of(".png", ".npy", ".exr", ".pfm", ".bin");

  private static final long MAX_PIXELS = 50_000_000L;
  private static final char SATURATED = 0xffff;
  private static final Pattern PFM =
      Pattern.compile("Pf\\s+(\\d{1,9})\\s+(\\d{1,9})\\s+(-?[0-9.eE+-]{1,20})\\s");
  private static final Pattern COLMAP = Pattern.compile("(\\d{1,9})&(\\d{1,9})&1&");

  static StoredDepth read(DatasetFiles files, String path) throws IOException {
    return decode(path, files.read(path, 2 * ImageLimits.DEFAULT.maxBytes()));
  }

  /**
   * Decodes a file.
   *
   * @throws UnitFault if it is none, is damaged or too large
   */
  static StoredDepth decode(String name, byte[] file) throws UnitFault {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".npy")) {
      return npy(name, Npy.parse(name, file));
    }
    if (lower.endsWith(".exr")) {
      Exr exr = Exr.decode(name, file);
      float[] v = exr.values();
      return new StoredDepth(exr.widthPx(), exr.heightPx(), DepthEncoding.EXR, i -> v[i]);
    }
    if (lower.endsWith(".pfm")) {
      return pfm(name, file);
    }
    if (lower.endsWith(".bin")) {
      return colmap(name, file);
    }
    Png16 png = Png16.decode(name, file);
    char[] v = png.values();
    return new StoredDepth(png.widthPx(), png.heightPx(), DepthEncoding.PNG16, i -> v[i]);
  }

  private static StoredDepth npy(String name, Npy array) throws UnitFault {
    int[] shape = Arrays.stream(array.shape()).filter(n -> n != 1).toArray();
    if (array.shape().length == 2) {
      shape = array.shape();
    }
    if (shape.length != 2) {
      throw UnitFault.unreadable(
          name, "is not an array of [height, width]: " + Arrays.toString(array.shape()));
    }
    checkSize(name, shape[1], shape[0]);
    return new StoredDepth(shape[1], shape[0], DepthEncoding.NPY, array::at);
  }

  /** Rows go from the bottom up. */
  private static StoredDepth pfm(String name, byte[] file) throws UnitFault {
    Matcher head = PFM.matcher(start(file));
    if (!head.lookingAt()) {
      throw UnitFault.unreadable(name, "is not a PFM file of one channel");
    }
    int width = Integer.parseInt(head.group(1));
    int height = Integer.parseInt(head.group(2));
    boolean little = head.group(3).startsWith("-");
    ByteBuffer floats = floats(name, file, head.end(), width, height);
    floats.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return new StoredDepth(
        width,
        height,
        DepthEncoding.PFM,
        i -> floats.getFloat(4 * ((height - 1 - Math.floorDiv(i, width)) * width + i % width)));
  }

  private static StoredDepth colmap(String name, byte[] file) throws UnitFault {
    Matcher head = COLMAP.matcher(start(file));
    if (!head.lookingAt()) {
      throw UnitFault.unreadable(name, "is not a depth map of COLMAP");
    }
    int width = Integer.parseInt(head.group(1));
    int height = Integer.parseInt(head.group(2));
    ByteBuffer floats = floats(name, file, head.end(), width, height);
    return new StoredDepth(width, height, DepthEncoding.COLMAP_BIN, i -> floats.getFloat(4 * i));
  }

  private static String start(byte[] file) {
    return new String(file, 0, Math.min(file.length, 64), StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer floats(String name, byte[] file, int from, int width, int height)
      throws UnitFault {
    checkSize(name, width, height);
    long bytes = 4L * width * height;
    if (file.length - from != bytes) {
      throw UnitFault.unreadable(
          name,
          "has %,d bytes of depth, %d x %d floats are %,d"
              .formatted(file.length - from, width, height, bytes));
    }
    return ByteBuffer.wrap(file, from, (int) bytes).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void checkSize(String name, long width, long height) throws UnitFault {
    if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
      throw UnitFault.unreadable(name, "has %d x %d pixels".formatted(width, height));
    }
  }

  /** In metres; the largest value of a 16-bit file is marked as saturated. */
  DenseDepth depth(double scaleM) {
    IntToDoubleFunction v = values;
    DenseDepth map = new DenseDepth(widthPx, heightPx, i -> v.applyAsDouble(i) * scaleM);
    return encoding == DepthEncoding.PNG16
        ? map.withMask(PointMask.SATURATED, i -> v.applyAsDouble(i) == SATURATED)
        : map;
  }

  /** Where it is, for the tables. */
  DepthFile file(String path, String part, double scaleM, LabelKind kind) {
    return new DepthFile(path, part, encoding, scaleM, kind, widthPx, heightPx);
  }

  /** Metres of one stored unit where nobody says: millimetres in PNG files, metres in others. */
  double usualScaleM() {
    return encoding == DepthEncoding.PNG16 ? 0.001 : 1;
  }
}
