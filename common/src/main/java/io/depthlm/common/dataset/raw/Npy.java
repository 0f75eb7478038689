package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.UnitFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A NumPy array of numbers out of a {@code .npy} file or a member of a {@code .npz} archive. Own
 * code: the format is a header and the bytes, and the libraries for it bring their own matrices.
 *
 * @param shape its dimensions
 * @param data the elements in C order
 */
record Npy(int[] shape, ByteBuffer data, char kind, int itemBytes) {
  private static final int MAX_BYTES = 1 << 30;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([fiub])(\\d)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  /**
   * Parses a {@code .npy} file.
   *
   * @param name for messages
   * @throws UnitFault if it is none, or holds something else than numbers in C order
   */
  static Npy parse(String name, byte[] file) throws UnitFault {
    if (file.length < 12 || !Arrays.equals(MAGIC, Arrays.copyOf(file, 6))) {
      throw UnitFault.unreadable(name, "is not a NumPy array");
    }
    ByteBuffer head = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int lengthBytes = file[6] == 1 ? 2 : 4;
    int length = file[6] == 1 ? head.getShort(8) & 0xffff : head.getInt(8);
    int from = 8 + lengthBytes;
    if (length < 0 || length > file.length - from) {
      throw UnitFault.unreadable(name, "ends inside its header");
    }
    String header = new String(file, from, length, StandardCharsets.ISO_8859_1);
    Matcher descr = DESCR.matcher(header);
    Matcher order = ORDER.matcher(header);
    Matcher dims = SHAPE.matcher(header);
    if (!descr.find() || !order.find() || !dims.find()) {
      throw UnitFault.unreadable(name, "has a header that is not understood: " + header.strip());
    }
    int[] shape =
        Arrays.stream(dims.group(1).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(s -> s.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(s))
            .toArray();
    if (order.group(1).equals("True") && shape.length > 1) {
      throw UnitFault.unreadable(name, "is in Fortran order");
    }
    int itemBytes = Integer.parseInt(descr.group(3));
    double bytes = itemBytes;
    for (int dim : shape) {
      bytes *= dim;
    }
    if (bytes > file.length - from - length) {
      throw UnitFault.unreadable(
          name, "ends before its %s elements".formatted(Arrays.toString(shape)));
    }
    ByteBuffer data =
        ByteBuffer.wrap(file, from + length, file.length - from - length)
            .slice()
            .order(descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    char kind = descr.group(2).charAt(0);
    boolean known =
        switch (kind) {
          case 'f' -> itemBytes == 2 || itemBytes == 4 || itemBytes == 8;
          case 'b' -> itemBytes == 1;
          default -> itemBytes == 1 || itemBytes == 2 || itemBytes == 4;
        };
    if (!known) {
      throw UnitFault.unreadable(name, "has elements of type " + kind + itemBytes);
    }
    return new Npy(shape, data, kind, itemBytes);
  }

  /**
   * Parses a member of a {@code .npz} archive.
   *
   * @param member its name without {@code .npy}; the first one if there is none of that name
   */
  static Npy parseNpz(String name, byte[] file, String member) throws IOException {
    byte[] first = null;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readNBytes(MAX_BYTES);
        if (entry.getName().equals(member + ".npy")) {
          return parse(name + "!" + entry.getName(), bytes);
        }
        first = first == null ? bytes : first;
      }
    } catch (ZipException e) {
      throw UnitFault.unreadable(name, "is a damaged archive: " + e.getMessage());
    }
    if (first == null) {
      throw UnitFault.unreadable(name, "is not an archive of NumPy arrays");
    }
    return parse(name, first);
  }

  /** How many elements. */
  int size() {
    int n = 1;
    for (int dim : shape) {
      n *= dim;
    }
    return n;
  }

  /** An element in C order. */
  double at(int i) {
    int byteAt = i * itemBytes;
    if (kind == 'f') {
      return switch (itemBytes) {
        case 2 -> ArrowTable.half(data.getShort(byteAt));
        case 4 -> data.getFloat(byteAt);
        default -> data.getDouble(byteAt);
      };
    }
    boolean signed = kind == 'i';
    return switch (itemBytes) {
      case 1 -> signed ? data.get(byteAt) : data.get(byteAt) & 0xff;
      case 2 -> signed ? data.getShort(byteAt) : data.getShort(byteAt) & 0xffff;
      default -> signed ? data.getInt(byteAt) : data.getInt(byteAt) & 0xffffffffL;
    };
  }
}
