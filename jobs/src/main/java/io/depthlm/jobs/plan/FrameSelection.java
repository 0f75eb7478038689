package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.depthlm.common.config.Subset;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The frames of a data set that a plan asks about, and the id of this plan. */
final class FrameSelection {
  private static final RowCodec<Content> CONTENT = RowCodec.of(Content.class);

  private final Warehouse warehouse;
  private final PlanRequest request;
  private final Dataset<Row> frames;
  private final String planId;

  /** The fingerprint of a set of frames. */
  private record Content(long frames, Long xor, String sum) {}

  /**
   * Looks at the frames; they stay those of this moment.
   *
   * @throws UserError if there are none
   */
  FrameSelection(Warehouse warehouse, PlanRequest request) {
    this.warehouse = warehouse;
    this.request = request;
    this.frames = selectedFrames();
    this.planId = hash();
  }

  /** Rows of {@code frames}. */
  Dataset<Row> frames() {
    return frames;
  }

  /** The same for the same request and content. */
  String planId() {
    return planId;
  }

  private Dataset<Row> selectedFrames() {
    Dataset<Row> frames =
        warehouse.read(Table.FRAMES).where(col("dataset").equalTo(request.dataset()));
    if (request.split() != null) {
      frames = frames.where(col("split").equalTo(request.split()));
    }
    if (request.frames() instanceof Subset.First first) {
      return frames.orderBy("frame_id").limit(first.count());
    }
    if (request.frames() instanceof Subset.Sample sample) {
      return frames
          .orderBy(xxhash64(lit(sample.seed()), col("frame_id")), col("frame_id"))
          .limit(sample.count());
    }
    return frames;
  }

  /** The hash of the request and of the content of the frames it speaks of, labels included. */
  private String hash() {
    Column hash = xxhash64(col("frame_id"), col("content_hash"));
    Content content =
        CONTENT.decode(
            frames
                .agg(
                    count(lit(1)).as("frames"),
                    bit_xor(hash).as("xor"),
                    sum(hash.cast("decimal(38,0)")).cast("string").as("sum"))
                .first());
    if (content.frames() == 0) {
      throw new UserError(
          "dataset '%s'%s has no frames in %s"
              .formatted(
                  request.dataset(),
                  request.split() == null ? "" : " split '" + request.split() + "'",
                  warehouse.uri()),
          "ingest it first, or name another warehouse");
    }
    List<String> parts =
        new ArrayList<>(
            List.of(
                "plan",
                Integer.toString(PlanJob.QUESTIONS_PER_UNIT),
                request.dataset(),
                String.valueOf(request.split()),
                request.frames().toString(),
                request.pointsPerFrame().toString(),
                content.frames() + " " + content.xor() + " " + content.sum()));
    request.tasks().forEach(t -> parts.add(t.kind().key() + " " + t.parameters()));
    return Ids.of(parts.toArray(String[]::new));
  }
}
