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
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * The executors' part of preparation: decodes and resizes frames with their labels.
 *
 * @param maxLabels so many labels of a frame, drawn once, are kept; null for all
 * @param seed of that draw
 */
record PrepareFrames(ExampleRecipe recipe, HadoopSettings hadoop, Integer maxLabels, long seed)
    implements MapPartitionsFunction<Row, Row>, Serializable {
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
        row.getList(row.fieldIndex("points")).size());
  }

  /**
   * A frame, or why there is none.
   *
   * @param frame null where there is a reason
   */
  record Outcome(TrainingFrame frame, RejectReason reason, String detail) {}

  /** Decodes and resizes the frame of a row. */
  Outcome prepare(Row row) {
    try {
      String frameId = row.getAs("frame_id");
      Intrinsics camera = StoredImage.camera(row);
      List<GroundTruthPoint> points = chosen(frameId, markable(row, camera));
      if (points.isEmpty()) {
        return new Outcome(null, RejectReason.NO_LABEL, "no label that the marker can point at");
      }
      RgbImage image = ImageDecoder.decode(file(row), recipe.limits());
      return new Outcome(TrainingFrame.prepare(frameId, image, camera, points, recipe), null, null);
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

  private byte[] file(Row row) throws IOException {
    StoredImage image = StoredImage.of(row, row.getAs("bytes"));
    byte[] file = image.read(hadoop.configuration(), recipe.limits().maxBytes());
    if (!Ids.sha256Hex(file).equals(image.sha256())) {
      throw new IOException("the image is not the one that was ingested; ingest again");
    }
    return file;
  }

  /** The labels that the marker can point at on the whole frame; in a crop there are fewer. */
  private List<GroundTruthPoint> markable(Row row, Intrinsics camera) {
    FocalPlan plan = FocalPlan.of(camera, recipe.focal(), recipe.limits());
    Marker marker = Markers.named(recipe.marker());
    Intrinsics prepared = plan.prepared();
    List<GroundTruthPoint> points = new ArrayList<>();
    for (Row point : row.<Row>getList(row.fieldIndex("points"))) {
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
