package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.StoredImage;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The pictures of a few frames, one in memory at a time. */
final class FramePictures {
  /** A frame of a data set. */
  record FrameKey(String dataset, String frameId) {}

  /**
   * A frame's camera, and its picture or why there is none.
   *
   * @param image null where it cannot be read
   * @param fault null where it can
   */
  record Picture(Intrinsics camera, RgbImage image, String fault) {}

  private final Warehouse warehouse;

  FramePictures(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Reads each frame's picture once and hands it over; frames that are not there are left out. */
  void forEach(Collection<FrameKey> frames, BiConsumer<FrameKey, Picture> use) {
    if (frames.isEmpty()) {
      return;
    }
    Column[] columns =
        Stream.concat(Stream.of(col("dataset"), col("frame_id")), StoredImage.columns().stream())
            .toArray(Column[]::new);
    Dataset<Row> rows =
        warehouse
            .read(Table.FRAMES)
            .where(
                col("dataset")
                    .isin(frames.stream().map(FrameKey::dataset).distinct().toArray())
                    .and(
                        col("frame_id")
                            .isin(frames.stream().map(FrameKey::frameId).distinct().toArray())))
            .select(columns);
    boolean hasBytes = warehouse.exists(Table.IMAGES);
    if (hasBytes) {
      rows =
          rows.join(
              warehouse
                  .read(Table.IMAGES)
                  .select("image_sha256", "bytes")
                  .dropDuplicates("image_sha256"),
              Joins.on("image_sha256"),
              "left");
    }
    Iterator<Row> all = rows.toLocalIterator();
    while (all.hasNext()) {
      Row row = all.next();
      FrameKey key = new FrameKey(row.getAs("dataset"), row.getAs("frame_id"));
      if (frames.contains(key)) {
        use.accept(key, picture(row, hasBytes ? row.getAs("bytes") : null));
      }
    }
  }

  private Picture picture(Row row, byte[] bytes) {
    Intrinsics camera = StoredImage.camera(row);
    try {
      byte[] file =
          StoredImage.of(row, bytes)
              .read(
                  warehouse.spark().sparkContext().hadoopConfiguration(),
                  ImageLimits.DEFAULT.maxBytes());
      return new Picture(camera, ImageDecoder.decode(file, ImageLimits.DEFAULT), null);
    } catch (ImageRejected e) {
      return new Picture(camera, null, e.detail());
    } catch (IOException e) {
      return new Picture(camera, null, e.getMessage());
    }
  }
}
