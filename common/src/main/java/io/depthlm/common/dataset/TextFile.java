package io.depthlm.common.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * A file's text, unpacked, or what the file is instead: its bytes decide and not its name. The
 * caller closes it.
 */
final class TextFile implements AutoCloseable {
  private final InputStream in;
  private final FileKind fault;

  private TextFile(InputStream in, FileKind fault) {
    this.in = in;
    this.fault = fault;
  }

  /** Opens a file. */
  static TextFile open(String path, DatasetFiles files) throws IOException {
    InputStream raw = files.open(path);
    try {
      BufferedInputStream in = new WholeStream(raw);
      FileKind kind = sniff(in);
      if (kind == FileKind.GZIP) {
        in = new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16);
        kind = sniff(in);
      }
      return new TextFile(in, kind == FileKind.TEXT ? null : kind);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** What the file is instead of text; null for text. */
  FileKind fault() {
    return fault;
  }

  /** The text's bytes. */
  InputStream in() {
    return in;
  }

  private static FileKind sniff(BufferedInputStream in) throws IOException {
    in.mark(FileKind.HEAD_BYTES);
    byte[] head = in.readNBytes(FileKind.HEAD_BYTES);
    in.reset();
    return FileKind.of(head);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * Says truly whether there is more: GZIPInputStream asks that before it looks for a further
   * member, and would drop the rest of a file that an object store hands over in pieces.
   */
  private static final class WholeStream extends BufferedInputStream {
    WholeStream(InputStream in) {
      super(in, 1 << 16);
    }

    @Override
    public synchronized int available() throws IOException {
      if (pos < count) {
        return count - pos;
      }
      int next = read();
      if (next < 0) {
        return 0;
      }
      pos--;
      return count - pos;
    }
  }
}
