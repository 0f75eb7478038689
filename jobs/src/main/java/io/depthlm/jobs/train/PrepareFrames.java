package io.depthlm.jobs.train;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.FrameBytes;
import io.depthlm.common.vlm.train.TrainingFrame;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.StoredImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * The executors' part of preparation: decodes and resizes frames with their labels.
 *
 * @param maxLabels so many labels of a frame, drawn once, are kept; null for all
 * @param seed of that draw
 * @param unlabelled whether frames are wanted that have no label that the marker can point at
 */
record PrepareFrames(
    ExampleRecipe recipe,
    HadoopSettings hadoop,
    Integer maxLabels,
    long seed,
    Unlabelled unlabelled)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  /** What becomes of frames without labels. */
  enum Unlabelled {
    /** They cannot be learnt from. */
    REJECTED,
    /** They are a picture of a pair. */
    KEPT
  }

  /** The frames. */
  static final RowCodec<PreparedRow> ROWS = RowCodec.of(PreparedRow.class);

  /**
   * A frame, or why it cannot be learnt from.
   *
   * @param reason null where there is a frame
   * @param detail null likewise
   * @param frame the bytes of {@link FrameBytes}; null where there is a reason
   * @param labels those of the frame, whether the marker can point at them or not
   */
  record PreparedRow(
      String frameId,
      String contentHash,
      RejectReason reason,
      String detail,
      byte[] frame,
      int labels) {}

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return ROWS.encode(prepared(rows.next()));
      }
    };
  }

  private PreparedRow prepared(Row row) {
    Outcome outcome = prepare(row);
    return new PreparedRow(
        row.getAs("frame_id"),
        row.getAs("content_hash"),
        outcome.reason(),
        outcome.detail(),
        outcome.frame() == null ? null : FrameBytes.of(outcome.frame()),
        points(row).size());
  }

  private static List<Row> points(Row row) {
    int at = row.fieldIndex("points");
    return row.isNullAt(at) ? List.of() : row.getList(at);
  }

  /**
   * A frame, or why there is none.
   *
   * @param frame null where there is a reason
   */
  record Outcome(TrainingFrame frame, RejectReason reason, String detail) {}

  /** Decodes and resizes the frame of a row. */
  Outcome prepare(Row row) {
    return prepared(
        row,
        row.getAs("bytes"),
        () -> chosen(row.getAs("frame_id"), markable(row, StoredImage.camera(row))),
        unlabelled);
  }

  /** The frame that follows the frame of a row, without its labels. */
  Outcome next(Row row) {
    return prepared(row.getAs("next"), row.getAs("next_bytes"), () -> List.of(), Unlabelled.KEPT);
  }

  private Outcome prepared(
      Row row, byte[] bytes, Supplier<List<GroundTruthPoint>> labels, Unlabelled bare) {
    try {
      List<GroundTruthPoint> points = labels.get();
      if (points.isEmpty() && bare == Unlabelled.REJECTED) {
        return new Outcome(null, RejectReason.NO_LABEL, "no label that the marker can point at");
      }
      RgbImage image = ImageDecoder.decode(file(row, bytes), recipe.asking().limits());
      TrainingFrame frame =
          TrainingFrame.prepare(
              row.getAs("frame_id"), image, StoredImage.camera(row), points, recipe);
      return new Outcome(frame.in(StoredImage.pose(row), nextId(row)), null, null);
    } catch (ImageRejected e) {
      return new Outcome(null, e.kind(), e.detail());
    } catch (Files.FileTooLargeException e) {
      return new Outcome(null, RejectReason.IMAGE_TOO_LARGE, e.getMessage());
    } catch (FileNotFoundException e) {
      return new Outcome(null, RejectReason.IMAGE_MISSING, e.getMessage());
    } catch (IOException e) {
      return new Outcome(null, RejectReason.IMAGE_UNREADABLE, e.toString());
    }
  }

  private static String nextId(Row row) {
    boolean none = !List.of(row.schema().fieldNames()).contains("next");
    return none || row.isNullAt(row.fieldIndex("next"))
        ? null
        : row.<Row>getAs("next").getAs("frame_id");
  }

  private byte[] file(Row row, byte[] bytes) throws IOException {
    StoredImage image = StoredImage.of(row, bytes);
    byte[] file = image.read(hadoop.configuration(), recipe.asking().limits().maxBytes());
    if (!Ids.sha256Hex(file).equals(image.sha256())) {
      throw new IOException("the image is not the one that was ingested; ingest again");
    }
    return file;
  }

  /** The labels that the marker can point at on the whole frame; in a crop there are fewer. */
  private List<GroundTruthPoint> markable(Row row, Intrinsics camera) {
    FocalPlan plan = recipe.asking().plan(camera);
    Marker marker = Markers.named(recipe.asking().markerName());
    Intrinsics prepared = plan.prepared();
    List<GroundTruthPoint> points = new ArrayList<>();
    for (Row point : points(row)) {
      double x = point.getAs("x_px");
      double y = point.getAs("y_px");
      if (marker.canMark(plan.mapX(x), plan.mapY(y), prepared.widthPx(), prepared.heightPx())) {
        points.add(
            new GroundTruthPoint(
                x,
                y,
                LabelKind.ofKey(point.getAs("label_kind")),
                point.<Double>getAs("z_m"),
                point.<Double>getAs("radial_m")));
      }
    }
    return points;
  }

  /** The wanted number of points, in their order; the same ones whenever the frame is prepared. */
  private List<GroundTruthPoint> chosen(String frameId, List<GroundTruthPoint> points) {
    if (maxLabels == null || points.size() <= maxLabels) {
      return points;
    }
    SplittableRandom random =
        new SplittableRandom(
            Long.parseUnsignedLong(Ids.of(Long.toString(seed), frameId).substring(0, 16), 16));
    List<GroundTruthPoint> kept = new ArrayList<>(maxLabels);
    int wanted = maxLabels;
    for (int i = 0; i < points.size(); i++) {
      if (random.nextInt(points.size() - i) < wanted) {
        kept.add(points.get(i));
        wanted--;
      }
    }
    return kept;
  }
}
