package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.FrameWork;
import io.depthlm.common.engine.FrameWork.Ask;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.StoredImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Reads the rows of {@link ChunkRows} as work for the frame pipeline. */
final class WorkReader {
  private final CellGroup group;
  private final HadoopSettings hadoop;
  private final int maxAttempts;

  WorkReader(CellGroup group, HadoopSettings hadoop, int maxAttempts) {
    this.group = group;
    this.hadoop = hadoop;
    this.maxAttempts = maxAttempts;
  }

  /** The work of frames that have something to ask, lazily. */
  Iterator<FrameWork> read(Iterator<Row> rows) {
    return new Iterator<>() {
      private FrameWork next;

      @Override
      public boolean hasNext() {
        while (next == null && rows.hasNext()) {
          FrameWork work = work(rows.next());
          next = work.asks().isEmpty() ? null : work;
        }
        return next != null;
      }

      @Override
      public FrameWork next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        FrameWork work = next;
        next = null;
        return work;
      }
    };
  }

  private FrameWork work(Row row) {
    List<FrameWork.Frame> frames = new ArrayList<>(2);
    frames.add(frame(row, row.getAs("bytes")));
    Row second = row.getAs("second");
    if (second != null && row.getList(row.fieldIndex("frame_ids")).size() > 1) {
      byte[] bytes =
          List.of(row.schema().fieldNames()).contains("second_bytes")
              ? row.getAs("second_bytes")
              : null;
      frames.add(frame(second, bytes));
    }
    return new FrameWork(frames, asks(row, frames.get(0).camera()));
  }

  private FrameWork.Frame frame(Row row, byte[] bytes) {
    StoredImage image = StoredImage.of(row, bytes);
    long maxBytes = group.askings().get(0).limits().maxBytes();
    return new FrameWork.Frame(
        row.getAs("frame_id"),
        StoredImage.camera(row),
        image.sha256(),
        limited(() -> image.read(hadoop.configuration(), maxBytes)));
  }

  /** A file beyond the limits stays so: its questions are not asked again. */
  private static FrameWork.ImageBytes limited(FrameWork.ImageBytes image) {
    return () -> {
      try {
        return image.read();
      } catch (Files.FileTooLargeException e) {
        throw new ImageRejected(ImageRejected.Reason.TOO_LARGE, e.getMessage(), e);
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
