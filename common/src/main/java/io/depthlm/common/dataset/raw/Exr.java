package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.UnitFault;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One channel of an OpenEXR file with a single part of scan lines, uncompressed or compressed by
 * RLE, ZIPS or ZIP. Own code: the only Java library is a binding to C++, where a hostile file ends
 * the process.
 *
 * @param values row by row
 */
record Exr(int widthPx, int heightPx, float[] values) {
  private static final int MAGIC = 0x01312f76;
  private static final int TILED_DEEP_OR_PARTS = 0x200 | 0x800 | 0x1000;
  private static final long MAX_PIXELS = 50_000_000L;
  private static final int MAX_CHANNELS = 1024;

  /** How blocks are compressed; the number is the file's. */
  private enum Compression {
    NONE(1),
    RLE(1),
    ZIPS(1),
    ZIP(16);

    private final int rows;

    Compression(int rows) {
      this.rows = rows;
    }
  }

  /** Names of depth channels, the likelier first; {@code *.Z} is a layer's. */
  private static final List<String> DEPTH = List.of("Z", "*.Z", "Y", "V", "*.V", "R", "*.R");

  private record Channel(String name, int type, int bytes) {}

  /**
   * Decodes the depth of a file: its only channel, or the first one that is named like depth.
   *
   * @throws UnitFault if it is no such file, is damaged or too large
   */
  static Exr decode(String name, byte[] file) throws UnitFault {
    try {
      return new Decoder(name, file).decode();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw UnitFault.unreadable(name, "ends inside its data, or is damaged");
    }
  }

  /** Reads one file. */
  private static final class Decoder {
    private final String name;
    private final ByteBuffer in;
    private final List<Channel> channels = new ArrayList<>();
    private int[] dataWindow;
    private int[] displayWindow;
    private Compression compression;

    Decoder(String name, byte[] file) {
      this.name = name;
      this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    Exr decode() throws UnitFault {
      if (in.remaining() < 8 || in.getInt() != MAGIC) {
        throw fault("is not an OpenEXR file");
      }
      if ((in.getInt() & TILED_DEEP_OR_PARTS) != 0) {
        throw fault("is tiled, deep or of several parts; single parts of scan lines are read");
      }
      header();
      if (dataWindow == null || compression == null || channels.isEmpty()) {
        throw fault("has no dataWindow, compression or channels");
      }
      long width = dataWindow[2] - (long) dataWindow[0] + 1;
      long height = dataWindow[3] - (long) dataWindow[1] + 1;
      if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
        throw fault("has %d x %d pixels".formatted(width, height));
      }
      if (displayWindow != null && !Arrays.equals(dataWindow, displayWindow)) {
        throw fault("has a data window that is not its display window");
      }
      return new Exr((int) width, (int) height, values((int) width, (int) height));
    }

    private void header() throws UnitFault {
      for (String key = text(); !key.isEmpty(); key = text()) {
        text();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw fault("has an attribute of %d bytes".formatted(length));
        }
        int end = in.position() + length;
        switch (key) {
          case "channels" -> channels();
          case "compression" -> compression = compression(in.get());
          case "dataWindow" -> dataWindow = box();
          case "displayWindow" -> displayWindow = box();
          default -> {
            // Not needed.
          }
        }
        in.position(end);
      }
    }

    private Compression compression(int number) throws UnitFault {
      if (number < 0 || number >= Compression.values().length) {
        throw fault(
            "is compressed by method "
                + number
                + " (PIZ, PXR24, B44 or DWA); uncompressed, RLE, ZIPS and ZIP are read");
      }
      return Compression.values()[number];
    }

    private void channels() throws UnitFault {
      for (String channel = text(); !channel.isEmpty(); channel = text()) {
        int type = in.getInt();
        in.getInt();
        int everyColumn = in.getInt();
        int everyRow = in.getInt();
        boolean whole = everyColumn == 1 && everyRow == 1;
        if (type < 0 || type > 2 || !whole || channels.size() == MAX_CHANNELS) {
          throw fault("has a channel " + channel + " of an unknown type, or subsampled");
        }
        channels.add(new Channel(channel, type, type == 1 ? 2 : 4));
      }
    }

    private int[] box() {
      return new int[] {in.getInt(), in.getInt(), in.getInt(), in.getInt()};
    }

    private String text() throws UnitFault {
      int from = in.position();
      while (in.get() != 0) {
        if (in.position() - from > 255) {
          throw fault("has a name of more than 255 bytes");
        }
      }
      return new String(in.array(), from, in.position() - 1 - from, StandardCharsets.UTF_8);
    }

    private Channel depth() throws UnitFault {
      if (channels.size() == 1) {
        return channels.get(0);
      }
      for (String wanted : DEPTH) {
        for (Channel channel : channels) {
          if (wanted.startsWith("*")
              ? channel.name.endsWith(wanted.substring(1))
              : channel.name.equals(wanted)) {
            return channel;
          }
        }
      }
      throw fault(
          "has no channel that is named like depth (Z, Y, V, R): "
              + channels.stream().map(Channel::name).toList());
    }

    private float[] values(int width, int height) throws UnitFault {
      Channel depth = depth();
      int before = 0;
      int pixel = 0;
      for (Channel channel : channels) {
        before = channel == depth ? pixel : before;
        pixel += channel.bytes;
      }
      int blocks = (height + compression.rows - 1) / compression.rows;
      long rowBytes = (long) pixel * width;
      if (rowBytes * compression.rows > Integer.MAX_VALUE / 2 || 8L * blocks > in.remaining()) {
        throw fault("is shorter than its %d x %d pixels".formatted(width, height));
      }
      int offsets = in.position();
      float[] values = new float[width * height];
      for (int block = 0; block < blocks; block++) {
        long offset = in.getLong(offsets + 8 * block);
        if (offset < offsets || offset > in.limit() - 8L) {
          throw fault("has a block at byte " + offset);
        }
        int row = in.getInt((int) offset) - dataWindow[1];
        int length = in.getInt((int) offset + 4);
        if (row < 0 || row >= height || length < 0 || length > in.limit() - offset - 8) {
          throw fault("has a damaged block at byte " + offset);
        }
        int rows = Math.min(compression.rows, height - row);
        byte[] bytes = block((int) offset + 8, length, (int) (rowBytes * rows));
        ByteBuffer lines = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int y = 0; y < rows; y++) {
          int from = (int) (y * rowBytes) + before * width;
          for (int x = 0; x < width; x++) {
            values[(row + y) * width + x] = value(lines, depth, from + x * depth.bytes);
          }
        }
      }
      return values;
    }

    private static float value(ByteBuffer lines, Channel channel, int at) {
      return switch (channel.type) {
        case 0 -> lines.getInt(at) & 0xffffffffL;
        case 1 -> ArrowTable.half(lines.getShort(at));
        default -> lines.getFloat(at);
      };
    }

    private byte[] block(int from, int length, int wanted) throws UnitFault {
      if (compression == Compression.NONE || length == wanted) {
        if (length != wanted) {
          throw fault("has a block of %d bytes, not %d".formatted(length, wanted));
        }
        return Arrays.copyOfRange(in.array(), from, from + length);
      }
      byte[] mixed = new byte[wanted];
      int n =
          compression == Compression.RLE
              ? unrun(from, length, mixed)
              : inflate(from, length, mixed);
      if (n != wanted) {
        throw fault("has a block of %d bytes, not %d".formatted(n, wanted));
      }
      for (int i = 1; i < wanted; i++) {
        mixed[i] = (byte) (mixed[i - 1] + mixed[i] - 128);
      }
      byte[] bytes = new byte[wanted];
      int half = (wanted + 1) / 2;
      for (int i = 0; i < wanted; i++) {
        bytes[i] = i % 2 == 0 ? mixed[i / 2] : mixed[half + i / 2];
      }
      return bytes;
    }

    private int inflate(int from, int length, byte[] to) throws UnitFault {
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(in.array(), from, length);
        int n = 0;
        while (n < to.length && !inflater.finished()) {
          int more = inflater.inflate(to, n, to.length - n);
          if (more == 0) {
            break;
          }
          n += more;
        }
        return n;
      } catch (DataFormatException e) {
        throw fault("has a damaged block");
      } finally {
        inflater.end();
      }
    }

    private int unrun(int from, int length, byte[] to) throws UnitFault {
      int at = from;
      int n = 0;
      while (at < from + length) {
        int count = in.get(at++);
        int bytes = count < 0 ? -count : count + 1;
        if (bytes > to.length - n || (count < 0 && bytes > from + length - at)) {
          throw fault("has a damaged block");
        }
        if (count < 0) {
          in.get(at, to, n, bytes);
          at += bytes;
        } else {
          Arrays.fill(to, n, n + bytes, in.get(at++));
        }
        n += bytes;
      }
      return n;
    }

    private UnitFault fault(String what) {
      return UnitFault.unreadable(name, what);
    }
  }
}
