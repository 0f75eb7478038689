package io.depthlm.jobs.ingest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.MessageType;

/**
 * The metadata at the end of a Parquet file, read so that a column of a type that is newer than
 * this Parquet's library costs that column and not the file.
 */
final class ParquetFooter {
  /** Length and magic behind the metadata. */
  static final int TAIL_BYTES = 8;

  private static final String HALF = "FLOAT16";
  private static final int MAX_BYTES = 256 << 20;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final FileMetaData metadata;

  private ParquetFooter(FileMetaData metadata) {
    this.metadata = metadata;
  }

  /**
   * How many bytes of metadata stand before the tail.
   *
   * @param tail the file's last {@link #TAIL_BYTES}
   * @param fileBytes the file's length
   * @throws IOException if it is no Parquet file
   */
  static int length(byte[] tail, long fileBytes) throws IOException {
    if (tail.length < TAIL_BYTES || !Arrays.equals(tail, 4, 8, MAGIC, 0, 4)) {
      throw new IOException("it does not end as a Parquet file does: cut off, or something else");
    }
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length <= 0 || length > MAX_BYTES || length > fileBytes - TAIL_BYTES - MAGIC.length) {
      throw new IOException("its metadata claim %d of %d bytes".formatted(length, fileBytes));
    }
    return length;
  }

  /**
   * Parses the metadata.
   *
   * @throws IOException if they are damaged
   */
  static ParquetFooter parse(byte[] bytes) throws IOException {
    try {
      return new ParquetFooter(Util.readFileMetaData(new ByteArrayInputStream(bytes)));
    } catch (RuntimeException e) {
      throw new IOException("its metadata are damaged: " + e, e);
    }
  }

  /** A top-level column. */
  record Field(String name, List<SchemaElement> elements) {
    /**
     * Its schema alone.
     *
     * @throws IOException if its type is not known here
     */
    MessageType schema() throws IOException {
      for (SchemaElement element : elements) {
        if (isUnknown(element)) {
          throw new IOException("a type that is newer than this reader");
        }
      }
      SchemaElement root = new SchemaElement("root");
      root.setNum_children(1);
      List<SchemaElement> all = new ArrayList<>(List.of(root));
      all.addAll(elements);
      FileMetaData alone = new FileMetaData(1, all, 0, List.of());
      return new ParquetMetadataConverter()
          .fromParquetMetadata(alone)
          .getFileMetaData()
          .getSchema();
    }

    /** Its type for a message. */
    String typeWords() {
      SchemaElement last = elements.get(elements.size() - 1);
      String logical =
          last.getLogicalType() == null || isUnknown(last)
              ? ""
              : last.getLogicalType().getSetField().getFieldName();
      // Parquet for Java knows it since 1.14.
      if (logical.equals(HALF) || (isUnknown(last) && last.getType_length() == 2)) {
        return HALF;
      }
      if (isUnknown(last)) {
        return last.getType() + " of a newer kind";
      }
      return (elements.size() > 1 ? "a list or struct of " : "")
          + last.getType()
          + (logical.isEmpty() ? "" : " (" + logical + ")");
    }
  }

  /** The top-level columns by name, in their order. */
  Map<String, Field> fields() {
    Map<String, Field> fields = new LinkedHashMap<>();
    List<SchemaElement> all = metadata.getSchema();
    int at = 1;
    while (at < all.size()) {
      int end = endOf(all, at);
      fields.put(all.get(at).getName(), new Field(all.get(at).getName(), all.subList(at, end)));
      at = end;
    }
    return fields;
  }

  private static int endOf(List<SchemaElement> all, int at) {
    int end = at + 1;
    for (int child = 0; child < all.get(at).getNum_children() && end < all.size(); child++) {
      end = endOf(all, end);
    }
    return end;
  }

  /**
   * The same metadata, as long as before, without the names of types that are not known here; null
   * where there are none.
   */
  byte[] withoutUnknownTypes(int length) throws IOException {
    boolean some = false;
    for (SchemaElement element : metadata.getSchema()) {
      if (isUnknown(element)) {
        element.unsetLogicalType();
        some = true;
      }
    }
    if (!some) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length);
    Util.writeFileMetaData(metadata, out);
    // What stands behind the end of the metadata is not looked at.
    return out.size() > length ? null : Arrays.copyOf(out.toByteArray(), length);
  }

  /** The library keeps a union whose member it does not know, with nothing in it. */
  private static boolean isUnknown(SchemaElement element) {
    return element.isSetLogicalType() && element.getLogicalType().getSetField() == null;
  }
}
