package io.depthlm.common.dataset.raw;

import com.github.luben.zstd.Zstd;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.common.dataset.UnitFault;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.xerial.snappy.Snappy;

/** The pages of one column of one row group, each read when it is asked for. Not thread-safe. */
final class ParquetPages implements PageReader {
  private static final int MAX_PAGE_BYTES = 256 << 20;

  private final String path;
  private final ColumnDescriptor column;
  private final CompressionCodec codec;
  private final long values;
  private final DataInputStream in;
  private long bytesLeft;
  private PageHeader ahead;

  ParquetPages(
      DatasetFiles files,
      String path,
      long fileBytes,
      ColumnDescriptor column,
      ColumnMetaData chunk)
      throws IOException {
    this.path = path;
    this.column = column;
    this.codec = chunk.getCodec();
    this.values = chunk.getNum_values();
    long from = chunk.getData_page_offset();
    if (chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0) {
      from = Math.min(from, chunk.getDictionary_page_offset());
    }
    this.bytesLeft = chunk.getTotal_compressed_size();
    if (from < 0 || bytesLeft < 0 || from > fileBytes - bytesLeft) {
      throw UnitFault.unreadable(
          path, "claims %,d bytes at %,d of %,d".formatted(bytesLeft, from, fileBytes));
    }
    this.in = new DataInputStream(new RangeStream(files, path, from, from + bytesLeft));
  }

  @Override
  public long getTotalValueCount() {
    return values;
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      PageHeader header = peek();
      if (header == null || header.getType() != PageType.DICTIONARY_PAGE) {
        return null;
      }
      ahead = null;
      byte[] bytes = decompress(body(header), header.getUncompressed_page_size());
      return new DictionaryPage(
          BytesInput.from(bytes),
          header.getDictionary_page_header().getNum_values(),
          encoding(header.getDictionary_page_header().getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      for (PageHeader header = peek(); header != null; header = peek()) {
        ahead = null;
        byte[] body = body(header);
        if (header.getType() == PageType.DATA_PAGE) {
          return first(header, body);
        }
        if (header.getType() == PageType.DATA_PAGE_V2) {
          return second(header, body);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataPage first(PageHeader header, byte[] body) throws IOException {
    byte[] bytes = decompress(body, header.getUncompressed_page_size());
    var page = header.getData_page_header();
    return new DataPageV1(
        BytesInput.from(bytes),
        page.getNum_values(),
        bytes.length,
        statistics(),
        encoding(page.getRepetition_level_encoding()),
        encoding(page.getDefinition_level_encoding()),
        encoding(page.getEncoding()));
  }

  private DataPage second(PageHeader header, byte[] body) throws IOException {
    DataPageHeaderV2 page = header.getData_page_header_v2();
    int repetition = page.getRepetition_levels_byte_length();
    int definition = page.getDefinition_levels_byte_length();
    int levels = repetition + definition;
    if (repetition < 0 || definition < 0 || levels < 0 || levels > body.length) {
      throw UnitFault.unreadable(path, "has a page whose levels end behind it");
    }
    byte[] values = Arrays.copyOfRange(body, levels, body.length);
    if (!page.isSetIs_compressed() || page.isIs_compressed()) {
      values = decompress(values, header.getUncompressed_page_size() - levels);
    }
    return DataPageV2.uncompressed(
        page.getNum_rows(),
        page.getNum_nulls(),
        page.getNum_values(),
        BytesInput.from(body, 0, repetition),
        BytesInput.from(body, repetition, definition),
        encoding(page.getEncoding()),
        BytesInput.from(values),
        statistics());
  }

  private Statistics<?> statistics() {
    return Statistics.getBuilderForReading(column.getPrimitiveType()).build();
  }

  /** The next header, or null at the end. */
  private PageHeader peek() throws IOException {
    if (ahead == null && bytesLeft > 0) {
      Counted counted = new Counted(in);
      ahead = Util.readPageHeader(counted);
      bytesLeft -= counted.bytes;
    }
    return ahead;
  }

  private byte[] body(PageHeader header) throws IOException {
    int length = header.getCompressed_page_size();
    if (length < 0 || length > MAX_PAGE_BYTES || length > bytesLeft) {
      throw UnitFault.unreadable(
          path, "has a page of %,d bytes where %,d are left".formatted(length, bytesLeft));
    }
    bytesLeft -= length;
    byte[] body = new byte[length];
    in.readFully(body);
    return body;
  }

  private byte[] decompress(byte[] body, int length) throws IOException {
    if (length < 0 || length > MAX_PAGE_BYTES) {
      throw UnitFault.unreadable(path, "has a page that claims %,d bytes".formatted(length));
    }
    return switch (codec) {
      case UNCOMPRESSED -> body;
      case SNAPPY -> snappy(body, length);
      case ZSTD -> Zstd.decompress(body, length);
      case GZIP -> {
        try (GZIPInputStream unzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
          yield unzip.readNBytes(length);
        }
      }
      default ->
          throw UnitFault.unreadable(
              path,
              "is compressed by " + codec + "; uncompressed, Snappy, gzip and Zstandard are read");
    };
  }

  private byte[] snappy(byte[] body, int length) throws IOException {
    if (Snappy.uncompressedLength(body) != length) {
      throw UnitFault.unreadable(path, "has a page that is not as long as it claims");
    }
    return Snappy.uncompress(body);
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding found) {
    return Encoding.valueOf(found.name());
  }

  /** Counts what a header takes. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private long bytes;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      bytes += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      int n = in.read(to, from, length);
      bytes += Math.max(0, n);
      return n;
    }
  }
}
