package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.DatasetFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file that is read here and there, by blocks: libraries that want a channel work on an object
 * store as well. Keeps the last few blocks. Not thread-safe.
 */
final class RangeChannel implements SeekableByteChannel {
  private static final int BLOCK = 1 << 20;
  private static final int KEPT = 16;

  private final DatasetFiles files;
  private final String path;
  private final long size;
  private long position;
  private final Map<Long, byte[]> blocks =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  RangeChannel(DatasetFiles files, String path) throws IOException {
    this.files = files;
    this.path = path;
    this.size = files.length(path);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (position >= size) {
      return -1;
    }
    int read = 0;
    while (to.hasRemaining() && position < size) {
      long number = position / BLOCK;
      byte[] block = block(number);
      int from = (int) (position - number * BLOCK);
      int n = Math.min(to.remaining(), block.length - from);
      to.put(block, from, n);
      position += n;
      read += n;
    }
    return read;
  }

  private byte[] block(long number) throws IOException {
    byte[] block = blocks.get(number);
    if (block == null) {
      long from = number * BLOCK;
      block = files.readRange(path, from, (int) Math.min(BLOCK, size - from));
      blocks.put(number, block);
    }
    return block;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long to) {
    position = to;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long to) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
