package io.depthlm.jobs;

import io.depthlm.common.core.Ids;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.JavaConverters;

/** Small made-up frames with real PNG files, written straight into {@code frames} and so on. */
public final class TestFrames {
  private static final Timestamp NOW = Timestamp.from(Instant.parse("2026-11-22T00:00:00Z"));

  private TestFrames() {}

  /** Where the bytes of a picture are. */
  public enum Place {
    FILE,
    /** In the middle of a larger file. */
    CONTAINER,
    TABLE
  }

  /** A labelled pixel, its depth along the axis. */
  public record Point(double xPx, double yPx, double zM) {}

  /**
   * A frame.
   *
   * @param bytes the file as ingested
   * @param alongX where the camera stands on its scene's x axis, metres; null for no pose
   */
  public record Frame(
      String id,
      byte[] bytes,
      Intrinsics camera,
      List<Point> points,
      String scene,
      Double alongX,
      Place place,
      String scheme) {
    public Frame(String id, byte[] bytes, Intrinsics camera, List<Point> points) {
      this(id, bytes, camera, points, null, null, Place.FILE, "file");
    }

    public Frame in(String scene, Double alongX) {
      return new Frame(id, bytes, camera, points, scene, alongX, place, scheme);
    }

    public Frame at(Place place) {
      return new Frame(id, bytes, camera, points, scene, alongX, place, scheme);
    }

    /** Read through another Hadoop file system. */
    public Frame through(String scheme) {
      return new Frame(id, bytes, camera, points, scene, alongX, place, scheme);
    }

    String sha256() {
      return Ids.sha256Hex(bytes);
    }
  }

  /** Noise; the same for a seed. */
  public static byte[] png(int seed, int widthPx, int heightPx) {
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * So many points, 1344 at most, at different pixels of a 60 x 40 picture, none near its border.
   */
  public static List<Point> points(int n) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      points.add(new Point(6 + i % 48, 6 + i / 48 % 28, 1 + i % 7));
    }
    return points;
  }

  /** Writes a dataset in place of what it was; files go into {@code folder}. */
  public static void write(Warehouse warehouse, Path folder, String dataset, List<Frame> frames) {
    write(warehouse, folder, Map.of(dataset, frames));
  }

  /** Writes datasets in place of what they were, in one commit a table. */
  public static void write(Warehouse warehouse, Path folder, Map<String, List<Frame>> datasets) {
    List<Row> frameRows = new ArrayList<>();
    List<Row> pointRows = new ArrayList<>();
    List<Row> imageRows = new ArrayList<>();
    datasets.forEach(
        (dataset, frames) -> rows(folder, dataset, frames, frameRows, pointRows, imageRows));
    String where =
        datasets.keySet().stream().collect(Collectors.joining("', '", "dataset IN ('", "')"));
    replace(warehouse, Table.POINTS, where, pointRows);
    replace(warehouse, Table.FRAMES, where, frameRows);
    if (!imageRows.isEmpty()) {
      warehouse.append(Table.IMAGES, imageRows);
    }
  }

  private static void rows(
      Path folder,
      String dataset,
      List<Frame> frames,
      List<Row> frameRows,
      List<Row> pointRows,
      List<Row> imageRows) {
    for (Frame frame : frames) {
      Path file = folder.resolve(dataset).resolve(frame.id() + ".png");
      store(frame, file, imageRows);
      boolean inFile = frame.place() == Place.FILE;
      boolean inContainer = frame.place() == Place.CONTAINER;
      String uri = frame.scheme() + ":" + file;
      Intrinsics camera = frame.camera();
      frameRows.add(
          RowFactory.create(
              dataset,
              frame.id(),
              null,
              frame.scene(),
              frame.sha256(),
              inFile ? uri : null,
              inContainer ? uri : null,
              inContainer ? 100L : null,
              inContainer ? (long) frame.bytes().length : null,
              camera.widthPx(),
              camera.heightPx(),
              camera.fxPx(),
              camera.fyPx(),
              camera.cxPx(),
              camera.cyPx(),
              pose(frame.alongX()),
              "test",
              frame.points().size(),
              Ids.of(frame.toString(), frame.sha256()),
              NOW,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null));
      int id = 0;
      for (Point point : frame.points()) {
        pointRows.add(
            TestTables.row(
                Table.POINTS,
                Map.of(
                    "dataset",
                    dataset,
                    "frame_id",
                    frame.id(),
                    "point_id",
                    id++,
                    "x_px",
                    point.xPx(),
                    "y_px",
                    point.yPx(),
                    "label_kind",
                    "z",
                    "z_m",
                    point.zM(),
                    "radial_m",
                    point.zM() * camera.rayPerZ(point.xPx(), point.yPx()))));
      }
    }
  }

  private static void replace(Warehouse warehouse, Table table, String where, List<Row> rows) {
    warehouse.replaceWhere(
        table, where, warehouse.spark().createDataFrame(rows, table.schema()).coalesce(1));
  }

  private static void store(Frame frame, Path file, List<Row> imageRows) {
    try {
      Files.createDirectories(file.getParent());
      switch (frame.place()) {
        case FILE -> Files.write(file, frame.bytes());
        case CONTAINER -> {
          byte[] container = new byte[frame.bytes().length + 200];
          Arrays.fill(container, (byte) 7);
          System.arraycopy(frame.bytes(), 0, container, 100, frame.bytes().length);
          Files.write(file, container);
        }
        case TABLE -> imageRows.add(RowFactory.create(frame.sha256(), frame.bytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object pose(Double alongX) {
    if (alongX == null) {
      return null;
    }
    List<Double> matrix =
        List.of(1.0, 0.0, 0.0, alongX, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0);
    return JavaConverters.asScalaBuffer(matrix).toSeq();
  }
}
