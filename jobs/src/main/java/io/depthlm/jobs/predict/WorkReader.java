package io.depthlm.jobs.predict;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.engine.frames.FrameWork.Ask;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.StoredImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** Reads the rows of {@link ChunkRows} as work for the frame pipeline. */
final class WorkReader {
  /** Frames of one request; their rows wait together. */
  private static final int MOST_TOGETHER = 256;

  private final CellGroup group;
  private final HadoopSettings hadoop;
  private final int maxAttempts;

  WorkReader(CellGroup group, HadoopSettings hadoop, int maxAttempts) {
    this.group = group;
    this.hadoop = hadoop;
    this.maxAttempts = maxAttempts;
  }

  /** The work of frames with open questions, lazily. */
  Iterator<FrameWork> read(Iterator<Row> rows) {
    return new Iterator<>() {
      private final Deque<FrameWork> ready = new ArrayDeque<>();
      private Open ahead;

      @Override
      public boolean hasNext() {
        if (ready.isEmpty()) {
          fill();
        }
        return !ready.isEmpty();
      }

      @Override
      public FrameWork next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.remove();
      }

      /** The next frame, and those after it that are read by the same request. */
      private void fill() {
        Open first = ahead != null ? ahead : nextOpen(rows);
        ahead = null;
        if (first == null) {
          return;
        }
        SharedRange range = range(first.row());
        ready.add(work(first, range));
        while (range != null && ready.size() < MOST_TOGETHER) {
          ahead = nextOpen(rows);
          if (ahead == null || !extend(range, ahead.row())) {
            return;
          }
          ready.add(work(ahead, range));
          ahead = null;
        }
      }
    };
  }

  /** A row with questions that are still to be asked. */
  private record Open(Row row, List<Ask> asks) {}

  private Open nextOpen(Iterator<Row> rows) {
    while (rows.hasNext()) {
      Row row = rows.next();
      List<Ask> asks = asks(row, StoredImage.camera(row));
      if (!asks.isEmpty()) {
        return new Open(row, asks);
      }
    }
    return null;
  }

  private FrameWork work(Open open, SharedRange range) {
    Row row = open.row();
    List<FrameWork.Frame> frames = new ArrayList<>(2);
    frames.add(frame(row, row.getAs("bytes"), range));
    Row second = row.getAs("second");
    if (second != null && row.getList(row.fieldIndex("frame_ids")).size() > 1) {
      byte[] bytes =
          List.of(row.schema().fieldNames()).contains("second_bytes")
              ? row.getAs("second_bytes")
              : null;
      frames.add(frame(second, bytes, range(second)));
    }
    return new FrameWork(frames, open.asks());
  }

  private FrameWork.Frame frame(Row row, byte[] bytes, SharedRange range) {
    StoredImage image = StoredImage.of(row, bytes);
    FrameWork.ImageBytes read;
    if (range == null) {
      read = () -> image.read(hadoop.configuration(), maxBytes());
    } else {
      long offset = row.<Long>getAs("byte_offset");
      long length = row.<Long>getAs("byte_length");
      read = () -> range.read(offset, length);
    }
    return new FrameWork.Frame(
        row.getAs("frame_id"), StoredImage.camera(row), image.sha256(), limited(read));
  }

  private long maxBytes() {
    return group.askings().get(0).limits().maxBytes();
  }

  /** The range of the row's image in its container; null if it has none. */
  private SharedRange range(Row row) {
    String container = row.getAs("container_uri");
    if (container == null || row.getAs("image_uri") != null) {
      return null;
    }
    long length = row.<Long>getAs("byte_length");
    long most = length > maxBytes() ? maxBytes() : Math.max(maxBytes(), SharedRange.MAX_BYTES);
    return new SharedRange(
        container,
        (from, bytes) ->
            Files.readRange(hadoop.configuration(), new Path(container), from, bytes, most),
        row.<Long>getAs("byte_offset"),
        length);
  }

  private boolean extend(SharedRange range, Row row) {
    String container = row.getAs("container_uri");
    return container != null
        && row.getAs("image_uri") == null
        && row.<Long>getAs("byte_length") <= maxBytes()
        && range.extend(container, row.<Long>getAs("byte_offset"), row.<Long>getAs("byte_length"));
  }

  /** A file beyond the limits stays so: its questions are not asked again. */
  private static FrameWork.ImageBytes limited(FrameWork.ImageBytes image) {
    return () -> {
      try {
        return image.read();
      } catch (Files.FileTooLargeException e) {
        throw new ImageRejected(RejectReason.IMAGE_TOO_LARGE, e.getMessage(), e);
      }
    };
  }

  /** The open questions of a frame, variant by variant. */
  private List<Ask> asks(Row row, Intrinsics camera) {
    List<Row> questions = row.getList(row.fieldIndex("asks"));
    List<Ask> asks = new ArrayList<>();
    for (int v = 0; v < group.variants().size(); v++) {
      Variant variant = group.variants().get(v);
      Asking asking = variant.asking();
      FocalPlan plan = plan(asking, camera);
      String id = variant.id();
      for (Row question : questions) {
        if (!BorderRule.isFor(asking, question)) {
          continue;
        }
        int attempt = attempt(question, id);
        double[] x = BorderRule.doubles(question, "x_px");
        double[] y = BorderRule.doubles(question, "y_px");
        if (attempt >= 0 && (plan == null || asking.canAsk(plan, x, y))) {
          asks.add(new Ask(v, question.getAs("query_id"), attempt, x, y));
        }
      }
    }
    return asks;
  }

  /** Null where the frame cannot be prepared; its questions are put and fail with the reason. */
  private static FocalPlan plan(Asking asking, Intrinsics camera) {
    try {
      return asking.plan(camera);
    } catch (ImageRejected e) {
      return null;
    }
  }

  /** The number of the attempt that is due, or −1 where none is. */
  private int attempt(Row question, String variantId) {
    int at = question.fieldIndex("earlier");
    if (question.isNullAt(at)) {
      return 0;
    }
    Map<String, Row> last = new HashMap<>();
    for (Row earlier : question.<Row>getList(at)) {
      last.put(earlier.getAs("variant_id"), earlier);
    }
    Row mine = last.get(variantId);
    if (mine == null) {
      return 0;
    }
    int attempt = mine.<Integer>getAs("attempt") + 1;
    boolean again = !mine.isNullAt(mine.fieldIndex("again")) && mine.<Boolean>getAs("again");
    return again && attempt < maxAttempts ? attempt : -1;
  }
}
