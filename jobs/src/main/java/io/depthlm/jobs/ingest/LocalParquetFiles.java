package io.depthlm.jobs.ingest;

import io.depthlm.jobs.spark.LocalFiles;
import java.io.IOException;
import org.apache.hadoop.fs.BufferedFSInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Local files for Spark's Parquet reader. Its library ends on a file that has a column of a newer
 * type (FLOAT16), wanted or not; here such a column seems to be plain bytes. Named in Spark's
 * settings, so public.
 */
public final class LocalParquetFiles extends LocalFiles {
  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    FSDataInputStream in = super.open(path, bufferSize);
    try {
      long bytes = getFileStatus(path).getLen();
      if (bytes < ParquetFooter.TAIL_BYTES) {
        return in;
      }
      byte[] tail = new byte[ParquetFooter.TAIL_BYTES];
      in.readFully(bytes - tail.length, tail);
      byte[] footer = new byte[ParquetFooter.length(tail, bytes)];
      long at = bytes - tail.length - footer.length;
      in.readFully(at, footer);
      byte[] plain = ParquetFooter.parse(footer).withoutUnknownTypes(footer.length);
      return plain == null
          ? in
          : new FSDataInputStream(
              new BufferedFSInputStream(new Overlaid(in, plain, at), bufferSize));
    } catch (IOException e) {
      return in; // no Parquet file, or a damaged one: its reader says so
    }
  }

  /** A file with some of its bytes replaced. */
  private static final class Overlaid extends FSInputStream {
    private final FSDataInputStream in;
    private final byte[] over;
    private final long from;

    Overlaid(FSDataInputStream in, byte[] over, long from) {
      this.in = in;
      this.over = over;
      this.from = from;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      long at = in.getPos();
      int n = in.read(into, offset, length);
      replace(at, into, offset, n);
      return n;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      int n = in.read(position, into, offset, length);
      replace(position, into, offset, n);
      return n;
    }

    private void replace(long at, byte[] into, int offset, int n) {
      long start = Math.max(at, from);
      long end = Math.min(at + n, from + over.length);
      if (n > 0 && start < end) {
        System.arraycopy(
            over, (int) (start - from), into, offset + (int) (start - at), (int) (end - start));
      }
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
