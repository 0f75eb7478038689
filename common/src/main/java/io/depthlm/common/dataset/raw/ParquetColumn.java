package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * A column of a {@link ParquetTable}; each call of a {@code next} takes the next row. After a
 * failure every further call fails the same way. Not thread-safe.
 */
final class ParquetColumn {
  private static final int MAX_LIST = 64_000_000;

  private final ParquetTable table;
  private final ColumnDescriptor column;
  private ColumnReader reader;
  private int group = -1;
  private long rowsLeft;
  private IOException failed;

  ParquetColumn(ParquetTable table, ColumnDescriptor column) {
    this.table = table;
    this.column = column;
  }

  /** Reads one row. */
  private interface Take<T> {
    T take() throws IOException;
  }

  /** A text, or a number as text; null where there is none. */
  String nextText() throws IOException {
    return scalar(
        () -> {
          if (!present()) {
            return null;
          }
          return switch (type()) {
            case "BINARY" -> reader.getBinary().toStringUsingUTF8();
            case "INT32" -> Integer.toString(reader.getInteger());
            case "INT64" -> Long.toString(reader.getLong());
            default -> throw wrong("a text or a whole number");
          };
        });
  }

  /** Bytes; null where there are none. */
  byte[] nextBytes() throws IOException {
    return scalar(
        () -> {
          if (!type().equals("BINARY")) {
            throw wrong("bytes");
          }
          return present() ? reader.getBinary().getBytes() : null;
        });
  }

  /** A number; NaN where there is none. */
  double nextNumber() throws IOException {
    return scalar(() -> present() ? value() : Double.NaN);
  }

  /** The numbers of a list; null where there is none. */
  double[] nextNumbers() throws IOException {
    return row(
        () -> {
          double[] all = new double[16];
          int n = 0;
          boolean any = false;
          do {
            if (present()) {
              all = n == all.length ? Arrays.copyOf(all, grown(n)) : all;
              all[n++] = value();
              any = true;
            } else {
              any |= reader.getCurrentDefinitionLevel() > 0;
            }
          } while (another());
          return any ? Arrays.copyOf(all, n) : null;
        });
  }

  /** As {@link #nextNumbers}, in single precision. */
  float[] nextFloats() throws IOException {
    return row(
        () -> {
          float[] all = new float[1024];
          int n = 0;
          boolean any = false;
          do {
            if (present()) {
              all = n == all.length ? Arrays.copyOf(all, grown(n)) : all;
              all[n++] = (float) value();
              any = true;
            } else {
              any |= reader.getCurrentDefinitionLevel() > 0;
            }
          } while (another());
          return any ? Arrays.copyOf(all, n) : null;
        });
  }

  /** Passes a row over. */
  void skip() throws IOException {
    row(
        () -> {
          while (another()) {
            // the rest of a list
          }
          return null;
        });
  }

  private int grown(int n) throws UnitFault {
    if (n >= MAX_LIST) {
      throw UnitFault.unreadable(table.path(), "has a list of more than %,d".formatted(MAX_LIST));
    }
    return Math.min(2 * n, MAX_LIST);
  }

  private boolean present() {
    return reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
  }

  private String type() {
    return column.getPrimitiveType().getPrimitiveTypeName().name();
  }

  private double value() throws UnitFault {
    return switch (type()) {
      case "FLOAT" -> reader.getFloat();
      case "DOUBLE" -> reader.getDouble();
      case "INT32" -> reader.getInteger();
      case "INT64" -> reader.getLong();
      default -> throw wrong("numbers");
    };
  }

  private UnitFault wrong(String wanted) {
    return new UnitFault(
        RejectReason.WRONG_TYPE,
        "%s: column %s is %s, not %s".formatted(table.path(), column.getPath()[0], type(), wanted));
  }

  /** Leaves a value of a list; whether another one of the same row follows. */
  private boolean another() {
    reader.consume();
    return reader.getCurrentRepetitionLevel() > 0;
  }

  private <T> T scalar(Take<T> take) throws IOException {
    return row(
        () -> {
          T found = take.take();
          reader.consume();
          return found;
        });
  }

  private <T> T row(Take<T> take) throws IOException {
    if (failed != null) {
      throw failed;
    }
    try {
      while (rowsLeft == 0) {
        openGroup();
      }
      rowsLeft--;
      return take.take();
    } catch (UncheckedIOException e) {
      failed = e.getCause();
    } catch (IOException e) {
      failed = e;
    } catch (RuntimeException e) {
      // Parquet's library answers damaged pages with unchecked exceptions.
      failed =
          new UnitFault(
              RejectReason.FILE_UNREADABLE,
              "%s has a damaged column %s: %s"
                  .formatted(table.path(), column.getPath()[0], e.getMessage()),
              e);
    }
    throw failed;
  }

  private void openGroup() throws IOException {
    if (++group >= table.rowGroups()) {
      throw UnitFault.unreadable(table.path(), "ends before its last row");
    }
    rowsLeft = table.rowsOfGroup(group);
    if (rowsLeft > 0) {
      reader =
          new ColumnReaderImpl(
              column, table.pages(column, group), new PrimitiveConverter() {}, table.writer());
    }
  }
}
