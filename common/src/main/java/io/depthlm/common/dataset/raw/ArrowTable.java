package io.depthlm.common.dataset.raw;

import com.github.luben.zstd.ZstdInputStream;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Type;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * A small table out of a feather file (Arrow IPC). The file's structure is read by Arrow's own
 * format classes; the columns are decoded here, because the arrow-vector that Spark brings has no
 * vector of 16-bit floats, and its allocator does not run on this project's Netty.
 *
 * @param rows how many
 * @param columns by name
 */
record ArrowTable(int rows, Map<String, Column> columns) {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL = 10;
  private static final long MAX_COLUMN_BYTES = 1L << 30;

  /** A column's values. */
  interface Column {
    default double at(int row) {
      throw new IllegalStateException("no numbers");
    }

    default long longAt(int row) {
      return (long) at(row);
    }

    default String textAt(int row) {
      throw new IllegalStateException("no text");
    }
  }

  /**
   * Reads a file; its record batches become one table.
   *
   * @throws UnitFault if it is none
   */
  static ArrowTable read(String name, byte[] file) throws IOException {
    try {
      return parse(name, file);
    } catch (UnitFault e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Flatbuffers of a damaged file lead anywhere.
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, name + " is not a feather file that can be read: " + e, e);
    }
  }

  private static ArrowTable parse(String name, byte[] file) throws IOException {
    Footer footer = footer(name, file);
    int fields = footer.schema().fieldsLength();
    List<ColumnBuilder> builders = new ArrayList<>();
    for (int c = 0; c < fields; c++) {
      builders.add(new ColumnBuilder(footer.schema().fields(c)));
    }
    int rows = 0;
    for (int i = 0; i < footer.recordBatchesLength(); i++) {
      Block block = footer.recordBatches(i);
      int at = Math.toIntExact(block.offset());
      // A continuation marker and the length stand before the message.
      ByteBuffer head = ByteBuffer.wrap(file, at + 8, block.metaDataLength() - 8).slice();
      RecordBatch batch = (RecordBatch) Message.getRootAsMessage(head).header(new RecordBatch());
      int body = at + block.metaDataLength();
      int batchRows = Math.toIntExact(batch.length());
      int next = 0;
      for (ColumnBuilder builder : builders) {
        byte[][] data = new byte[builder.buffers()][];
        for (int j = 0; j < data.length; j++) {
          data[j] = plain(file, body, batch, next++);
        }
        builder.add(data, batchRows);
      }
      rows += batchRows;
    }
    Map<String, Column> columns = new HashMap<>();
    for (int c = 0; c < fields; c++) {
      columns.put(footer.schema().fields(c).name(), builders.get(c).build());
    }
    return new ArrowTable(rows, columns);
  }

  private static Footer footer(String name, byte[] file) throws UnitFault {
    int end = file.length - TAIL;
    int length = end < 8 ? -1 : ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    boolean magic = end >= 8;
    for (int i = 0; magic && i < MAGIC.length; i++) {
      magic = file[i] == MAGIC[i] && file[file.length - MAGIC.length + i] == MAGIC[i];
    }
    if (!magic || length <= 0 || length > end - 8) {
      throw new UnitFault(RejectReason.FILE_UNREADABLE, name + " is not a feather file");
    }
    return Footer.getRootAsFooter(ByteBuffer.wrap(file, end - length, length).slice());
  }

  private static byte[] plain(byte[] file, int body, RecordBatch batch, int index)
      throws IOException {
    Buffer buffer = batch.buffers(index);
    int from = Math.toIntExact(body + buffer.offset());
    int length = Math.toIntExact(buffer.length());
    if (length == 0 || batch.compression() == null) {
      return Arrays.copyOfRange(file, from, from + length);
    }
    // The plain length stands first; −1 means that this buffer is stored as it is.
    long plain = ByteBuffer.wrap(file, from, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (plain < 0) {
      return Arrays.copyOfRange(file, from + 8, from + length);
    }
    if (plain > MAX_COLUMN_BYTES) {
      throw new IOException("a column of " + plain + " bytes");
    }
    InputStream packed = new ByteArrayInputStream(file, from + 8, length - 8);
    try (InputStream in =
        batch.compression().codec() == CompressionType.ZSTD
            ? new ZstdInputStream(packed)
            : new FramedLZ4CompressorInputStream(packed)) {
      byte[] bytes = in.readNBytes((int) plain);
      if (bytes.length < plain) {
        throw new IOException("a column ends before its length");
      }
      return bytes;
    }
  }

  /** Puts the batches of one column together. */
  private static final class ColumnBuilder {
    private final Field field;
    private final List<String> texts = new ArrayList<>();
    private final ByteArrayOutputStream numbers = new ByteArrayOutputStream();

    ColumnBuilder(Field field) {
      this.field = field;
    }

    int buffers() {
      return field.typeType() == Type.Utf8 ? 3 : 2;
    }

    void add(byte[][] data, int rows) {
      if (field.typeType() != Type.Utf8) {
        numbers.write(data[1], 0, rows * itemBytes());
        return;
      }
      ByteBuffer offsets = ByteBuffer.wrap(data[1]).order(ByteOrder.LITTLE_ENDIAN);
      for (int row = 0; row < rows; row++) {
        int from = offsets.getInt(4 * row);
        texts.add(
            new String(data[2], from, offsets.getInt(4 * row + 4) - from, StandardCharsets.UTF_8));
      }
    }

    /** 0 for types that are not read. */
    private int itemBytes() {
      return switch (field.typeType()) {
        case Type.FloatingPoint -> 2 << precision();
        case Type.Int -> ((Int) field.type(new Int())).bitWidth() / 8;
        default -> 0;
      };
    }

    /** 0 half, 1 single, 2 double. */
    private int precision() {
      return ((FloatingPoint) field.type(new FloatingPoint())).precision();
    }

    Column build() {
      ByteBuffer values = ByteBuffer.wrap(numbers.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      return switch (field.typeType()) {
        case Type.Utf8 -> texts(texts);
        case Type.FloatingPoint -> reals(values, precision());
        case Type.Int -> {
          Int whole = (Int) field.type(new Int());
          yield integers(values, whole.bitWidth(), whole.isSigned());
        }
        default -> new Column() {};
      };
    }
  }

  private static Column texts(List<String> texts) {
    return new Column() {
      @Override
      public String textAt(int row) {
        return texts.get(row);
      }
    };
  }

  private static Column reals(ByteBuffer values, int precision) {
    return new Column() {
      @Override
      public double at(int row) {
        return switch (precision) {
          case Precision.HALF -> half(values.getShort(2 * row));
          case Precision.SINGLE -> values.getFloat(4 * row);
          default -> values.getDouble(8 * row);
        };
      }
    };
  }

  private static Column integers(ByteBuffer values, int bits, boolean signed) {
    return new Column() {
      @Override
      public double at(int row) {
        return longAt(row);
      }

      @Override
      public long longAt(int row) {
        return switch (bits) {
          case 8 -> signed ? values.get(row) : values.get(row) & 0xff;
          case 16 -> signed ? values.getShort(2 * row) : values.getShort(2 * row) & 0xffff;
          case 32 -> signed ? values.getInt(4 * row) : values.getInt(4 * row) & 0xffffffffL;
          default -> values.getLong(8 * row);
        };
      }
    };
  }

  /** IEEE 754 binary16. */
  static float half(short bits) {
    int sign = bits & 0x8000;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 31) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = (1024 + fraction) * (float) Math.scalb(1.0, exponent - 25);
    }
    return sign == 0 ? magnitude : -magnitude;
  }

  /**
   * A column that must be there.
   *
   * @throws UnitFault if it is not
   */
  Column column(String file, String name) throws UnitFault {
    Column column = columns.get(name);
    if (column == null) {
      throw new UnitFault(RejectReason.MISSING_KEY, file + " has no column " + name);
    }
    return column;
  }
}
