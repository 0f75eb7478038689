package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.VersionParser;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A Parquet file whose columns are read from front to back, each by itself and page after page. A
 * file of Waymo's has one row group of several hundred megabytes: Parquet's own file reader would
 * hold all of it. Pages are decoded by Parquet's library.
 */
final class ParquetTable {
  private static final int TAIL_BYTES = 8;
  private static final int MAX_FOOTER_BYTES = 256 << 20;
  private static final int MAGIC = 0x31524150; // PAR1

  private final DatasetFiles files;
  private final String path;
  private final long fileBytes;
  private final FileMetaData metadata;
  private final Map<String, ColumnDescriptor> columns = new HashMap<>();

  private ParquetTable(DatasetFiles files, String path, long fileBytes, FileMetaData metadata) {
    this.files = files;
    this.path = path;
    this.fileBytes = fileBytes;
    this.metadata = metadata;
  }

  /**
   * Reads the file's metadata.
   *
   * @throws UnitFault if it is no Parquet file
   */
  static ParquetTable open(DatasetFiles files, String path) throws IOException {
    long length = files.length(path);
    if (length < TAIL_BYTES + 4) {
      throw UnitFault.unreadable(path, "is no Parquet file: %,d bytes".formatted(length));
    }
    ByteBuffer tail =
        ByteBuffer.wrap(files.readRange(path, length - TAIL_BYTES, TAIL_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    int footer = tail.getInt(0);
    if (tail.getInt(4) != MAGIC) {
      throw UnitFault.unreadable(
          path, "does not end as a Parquet file does: cut off, or something else");
    }
    if (footer <= 0 || footer > MAX_FOOTER_BYTES || footer > length - TAIL_BYTES - 4) {
      throw UnitFault.unreadable(
          path, "claims %,d bytes of metadata in %,d".formatted(footer, length));
    }
    byte[] bytes = files.readRange(path, length - TAIL_BYTES - footer, footer);
    try {
      ParquetTable table =
          new ParquetTable(
              files, path, length, Util.readFileMetaData(new ByteArrayInputStream(bytes)));
      List<SchemaElement> schema = table.metadata.getSchema();
      table.addColumns(schema, 0, new ArrayList<>(), 0, 0);
      return table;
    } catch (IOException | RuntimeException e) {
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, path + " has damaged metadata: " + e.getMessage(), e);
    }
  }

  /** Adds the leaves below an element of the depth-first schema; returns where the next one is. */
  private int addColumns(
      List<SchemaElement> schema, int at, List<String> above, int repetition, int definition) {
    SchemaElement element = schema.get(at);
    List<String> names = new ArrayList<>(above);
    int maxRepetition = repetition;
    int maxDefinition = definition;
    if (at > 0) {
      names.add(element.getName());
      if (element.getRepetition_type() == FieldRepetitionType.REPEATED) {
        maxRepetition++;
      }
      if (element.getRepetition_type() != FieldRepetitionType.REQUIRED) {
        maxDefinition++;
      }
    }
    if (element.isSetType()) {
      PrimitiveTypeName type = typeName(element);
      columns.putIfAbsent(
          names.get(0),
          new ColumnDescriptor(
              names.toArray(String[]::new),
              new PrimitiveType(
                  Repetition.valueOf(element.getRepetition_type().name()),
                  type,
                  element.getType_length(),
                  element.getName()),
              maxRepetition,
              maxDefinition));
      return at + 1;
    }
    if (names.size() > 20) {
      throw new IllegalArgumentException("columns nested more than 20 deep");
    }
    int next = at + 1;
    for (int i = 0; i < element.getNum_children(); i++) {
      next = addColumns(schema, next, names, maxRepetition, maxDefinition);
    }
    return next;
  }

  private static PrimitiveTypeName typeName(SchemaElement element) {
    return switch (element.getType()) {
      case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
      case INT32 -> PrimitiveTypeName.INT32;
      case INT64 -> PrimitiveTypeName.INT64;
      case INT96 -> PrimitiveTypeName.INT96;
      case FLOAT -> PrimitiveTypeName.FLOAT;
      case DOUBLE -> PrimitiveTypeName.DOUBLE;
      case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
      case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    };
  }

  String path() {
    return path;
  }

  /** How many rows it has. */
  long rows() {
    return metadata.getRow_groups().stream().mapToLong(RowGroup::getNum_rows).sum();
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  /**
   * A column from its first row on.
   *
   * @param name of the column; of a list, without the names inside it
   * @throws UnitFault if there is none
   */
  ParquetColumn column(String name) throws UnitFault {
    ColumnDescriptor column = columns.get(name);
    if (column == null) {
      throw new UnitFault(RejectReason.MISSING_KEY, path + " has no column " + name);
    }
    return new ParquetColumn(this, column);
  }

  int rowGroups() {
    return metadata.getRow_groups().size();
  }

  long rowsOfGroup(int group) {
    return metadata.getRow_groups().get(group).getNum_rows();
  }

  /** The pages of a column in a row group. */
  ParquetPages pages(ColumnDescriptor column, int group) throws IOException {
    for (ColumnChunk chunk : metadata.getRow_groups().get(group).getColumns()) {
      if (chunk.isSetMeta_data()
          && chunk.getMeta_data().getPath_in_schema().equals(List.of(column.getPath()))) {
        return new ParquetPages(files, path, fileBytes, column, chunk.getMeta_data());
      }
    }
    throw UnitFault.unreadable(path, "has no data of column " + String.join(".", column.getPath()));
  }

  /** Who wrote it, as Parquet's library wants it; null where that is not understood. */
  VersionParser.ParsedVersion writer() {
    try {
      return VersionParser.parse(metadata.getCreated_by());
    } catch (VersionParser.VersionParseException | RuntimeException e) {
      return null;
    }
  }
}
