package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.MarkedPicture;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.report.FramePictures.FrameKey;
import io.depthlm.jobs.report.FramePictures.Picture;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.FrameMap;
import io.depthlm.jobs.report.RunReport.FrameScore;
import io.depthlm.jobs.report.RunReport.MapPoint;
import io.depthlm.jobs.report.RunReport.Shown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** The gallery and the maps with their pictures; each picture is decoded once. */
final class PicturedAnswers {
  private static final int MOST_MAPPED_SETS = 2;
  private static final int LEAST_POINTS = 12;
  private static final int THUMBNAIL_PX = 320;

  private final CountedAnswers answers;
  private final FramePictures pictures;

  private PicturedAnswers(CountedAnswers answers, FramePictures pictures) {
    this.answers = answers;
    this.pictures = pictures;
  }

  /** Both, in the order they are shown. */
  record Both(List<Shown> gallery, List<FrameMap> maps) {}

  /**
   * Reads the pictures.
   *
   * @param picked what the gallery shows, without pictures
   * @param cells of the run, the best first
   */
  static Both of(
      CountedAnswers answers, FramePictures pictures, List<Shown> picked, List<Cell> cells) {
    return new PicturedAnswers(answers, pictures).both(picked, cells);
  }

  private Both both(List<Shown> picked, List<Cell> cells) {
    List<FrameMap> mapped = mapped(cells);
    Set<FrameKey> wanted = new HashSet<>();
    picked.forEach(shown -> wanted.add(new FrameKey(shown.dataset(), shown.frameId())));
    mapped.forEach(map -> wanted.add(key(map)));
    Map<Shown, Shown> drawn = new LinkedHashMap<>();
    picked.forEach(shown -> drawn.put(shown, faulty(shown, "the frame is not in the table")));
    Map<FrameMap, FrameMap> drawnMaps = new LinkedHashMap<>();
    pictures.forEach(
        wanted,
        (key, picture) -> {
          for (Shown shown : picked) {
            if (key.equals(new FrameKey(shown.dataset(), shown.frameId()))) {
              drawn.put(shown, drawn(shown, picture));
            }
          }
          for (FrameMap map : mapped) {
            if (key.equals(key(map))) {
              drawnMaps.put(map, drawn(map, picture));
            }
          }
        });
    return new Both(
        List.copyOf(drawn.values()),
        mapped.stream().map(drawnMaps::get).filter(map -> map != null).toList());
  }

  private static FrameKey key(FrameMap map) {
    return new FrameKey(map.cell().key().dataset(), map.frame().frameId());
  }

  private static Shown drawn(Shown shown, Picture picture) {
    if (picture.image() == null) {
      return faulty(shown, picture.fault());
    }
    List<Pixel> inside =
        shown.pixels().stream()
            .filter(p -> p.xPx() >= 0 && p.yPx() >= 0)
            .filter(
                p -> p.xPx() < picture.image().widthPx() && p.yPx() < picture.image().heightPx())
            .toList();
    return inside.isEmpty()
        ? faulty(shown, "the pixel is outside the picture")
        : with(shown, MarkedPicture.of(picture.image(), inside), null);
  }

  private static Shown faulty(Shown shown, String fault) {
    return with(shown, null, fault);
  }

  private static Shown with(Shown s, RgbImage picture, String fault) {
    return new Shown(
        s.why(),
        s.cell(),
        s.dataset(),
        s.task(),
        s.frameId(),
        s.queryId(),
        s.pixels(),
        s.truth(),
        s.unit(),
        s.region(),
        picture,
        fault,
        s.answers());
  }

  /** The best, the middle and the worst frame of the leading cell of each of the first sets. */
  private List<FrameMap> mapped(List<Cell> cells) {
    Map<String, Cell> leading = new LinkedHashMap<>();
    for (Cell cell : cells) {
      boolean onePixel = TaskKind.ofKey(cell.key().task()).depthKind().isPresent();
      if (onePixel && !cell.isBaseline() && leading.size() < MOST_MAPPED_SETS) {
        leading.putIfAbsent(cell.key().dataset() + "/" + cell.key().task(), cell);
      }
    }
    List<FrameMap> maps = new ArrayList<>();
    for (Cell cell : leading.values()) {
      Map<String, FrameScore> frames = new LinkedHashMap<>();
      for (FrameScore frame : cell.answers().frames()) {
        boolean shown =
            frame.rank() == 1
                || frame.rank() == (frame.frames() + 1) / 2
                || frame.rank() == frame.frames();
        if (shown && frame.count() >= LEAST_POINTS) {
          frames.put(frame.frameId(), frame);
        }
      }
      maps.addAll(maps(cell, frames));
    }
    return maps;
  }

  private List<FrameMap> maps(Cell cell, Map<String, FrameScore> frames) {
    if (frames.isEmpty()) {
      return List.of();
    }
    Map<String, List<MapPoint>> points = new LinkedHashMap<>();
    frames.keySet().forEach(frame -> points.put(frame, new ArrayList<>()));
    for (Row row :
        answers
            .of(List.of(cell.key()))
            .where(col("frame_id").isin(frames.keySet().toArray()))
            .withColumn(
                "rank",
                row_number()
                    .over(
                        Window.partitionBy("frame_id")
                            .orderBy(xxhash64(col("query_id")), col("query_id"))))
            .where(col("rank").leq(RunReport.MAP_POINTS))
            .collectAsList()) {
      Double answer = row.isNullAt(row.fieldIndex("log_ratio")) ? null : row.getAs("answer");
      points
          .get(row.<String>getAs("frame_id"))
          .add(
              new MapPoint(
                  row.<Double>getList(row.fieldIndex("x_px")).get(0),
                  row.<Double>getList(row.fieldIndex("y_px")).get(0),
                  row.getAs("truth"),
                  answer,
                  0));
    }
    return frames.values().stream()
        .map(f -> new FrameMap(cell, f, null, null, null, points.get(f.frameId())))
        .toList();
  }

  private static FrameMap drawn(FrameMap map, Picture picture) {
    if (picture.image() == null) {
      return new FrameMap(
          map.cell(), map.frame(), picture.camera(), null, picture.fault(), map.points());
    }
    List<MapPoint> coloured =
        map.points().stream()
            .map(
                p -> new MapPoint(p.xPx(), p.yPx(), p.truth(), p.answer(), rgb(picture.image(), p)))
            .toList();
    return new FrameMap(
        map.cell(),
        map.frame(),
        picture.camera(),
        MarkedPicture.thumbnail(picture.image(), THUMBNAIL_PX),
        null,
        coloured);
  }

  private static int rgb(RgbImage image, MapPoint point) {
    int x = Math.max(0, Math.min(image.widthPx() - 1, (int) point.xPx()));
    int y = Math.max(0, Math.min(image.heightPx() - 1, (int) point.yPx()));
    int i = 3 * (y * image.widthPx() + x);
    byte[] rgb = image.rgb();
    return (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
  }
}
