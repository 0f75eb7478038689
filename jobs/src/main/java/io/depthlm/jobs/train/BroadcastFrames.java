package io.depthlm.jobs.train;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Prepared frames on their way to the workers: Spark's broadcasts, some megabytes each, which an
 * executor fetches once, from the driver or from one another.
 */
final class BroadcastFrames implements FrameSink {
  private static final long CHUNK_BYTES = 16L << 20;

  private final JavaSparkContext context;
  private final List<Broadcast<byte[][]>> chunks = new ArrayList<>();
  private final List<byte[]> pending = new ArrayList<>();
  private long pendingBytes;
  private int count;

  BroadcastFrames(JavaSparkContext context) {
    this.context = context;
  }

  @Override
  public void add(byte[] frame) {
    pending.add(frame);
    pendingBytes += frame.length;
    count++;
    if (pendingBytes >= CHUNK_BYTES) {
      send();
    }
  }

  private void send() {
    chunks.add(context.broadcast(pending.toArray(byte[][]::new)));
    pending.clear();
    pendingBytes = 0;
  }

  /** All frames, in order. */
  List<Broadcast<byte[][]>> chunks() {
    if (!pending.isEmpty()) {
      send();
    }
    return List.copyOf(chunks);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void close() {
    chunks.forEach(Broadcast::destroy);
    chunks.clear();
  }
}
