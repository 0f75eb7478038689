package io.depthlm.jobs.ingest;

import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.LocalFiles;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BufferedFSInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.FutureDataInputStreamBuilder;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.util.LambdaUtils;

/**
 * Files for Spark's Parquet reader, local or on object storage. Its library ends on a file that has
 * a column of a newer type (FLOAT16), wanted or not; here such a column seems to be plain bytes.
 * Named in Spark's settings, so public.
 */
public final class ParquetFiles extends FilterFileSystem {
  /** Beside a scheme: the class that this one stands in front of. */
  private static final String BEHIND = "depthlm.parquet.behind.";

  /**
   * Settings of Spark's readers that make them read through this class.
   *
   * @param path the table
   * @throws IOException if nothing knows the path's scheme
   */
  static Map<String, String> readerOptions(Path path, Configuration hadoop) throws IOException {
    String scheme = path.toUri().getScheme();
    Map<String, String> options = new HashMap<>(Files.readerOptions(path));
    if (!options.containsKey(impl(scheme))) {
      options.put(impl(scheme), FileSystem.getFileSystemClass(scheme, hadoop).getName());
    }
    options.put(BEHIND + scheme, options.get(impl(scheme)));
    options.put(impl(scheme), ParquetFiles.class.getName());
    options.put(impl(scheme) + ".disable.cache", "true");
    return options;
  }

  private static String impl(String scheme) {
    return "fs." + scheme + ".impl";
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    setConf(conf);
    String behind = conf.get(BEHIND + uri.getScheme());
    if (behind.equals(LocalFiles.class.getName())) {
      fs = new LocalFiles(); // costs nothing, and is not what Hadoop keeps for "file"
      fs.initialize(uri, conf);
    } else {
      // The one that this process keeps: a client of object storage is costly.
      Configuration own = new Configuration(conf);
      own.set(impl(uri.getScheme()), behind);
      own.unset(impl(uri.getScheme()) + ".disable.cache");
      fs = FileSystem.get(uri, own);
    }
  }

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

  @Override
  public FutureDataInputStreamBuilder openFile(Path path) {
    return createDataInputStreamBuilder(this, path);
  }

  @Override
  protected CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path path, OpenFileParameters parameters) throws IOException {
    return LambdaUtils.eval(
        new CompletableFuture<>(), () -> open(path, parameters.getBufferSize()));
  }

  /** What stands behind is shared. */
  @Override
  public void close() {}

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
