package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ingest --format table}: pictures, cameras and labels that come as Parquet or Delta. */
class TableIngestTest {
  private static final double NAN = Double.NaN;
  private static final Double[] CAMERA = {50.0, 50.0, 20.0, 15.0, 40.0, 30.0};

  @TempDir Path dir;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = new Warehouse(TestSpark.session(), dir.resolve("ware house").toString());
  }

  @Test
  void parquetWithImageUris() throws IOException {
    Path images = Files.createDirectories(dir.resolve("im äges/rgb")).getParent();
    for (String name : List.of("a", "b", "c", "d")) {
      Files.write(images.resolve("rgb/" + name + ".png"), png(name.charAt(0)));
    }
    Files.write(dir.resolve("outside.png"), png('o'));
    Row[] rows = {
      uriRow("file://" + images + "/rgb/a.png", CAMERA, 2.0),
      uriRow("file:" + images + "/rgb/b.png", CAMERA, 3.0),
      uriRow("rgb/c.png", CAMERA, NAN, null, -1.0, Double.POSITIVE_INFINITY, 4.0),
      uriRow("file://" + dir + "/outside.png", CAMERA, 2.0),
      uriRow("../outside.png", CAMERA, 2.0),
      uriRow("rgb/d.png", new Double[] {NAN, 50.0, 20.0, 15.0, 40.0, 30.0}, 2.0),
      uriRow("rgb/d.png", new Double[] {-50.0, 50.0, 20.0, 15.0, 40.0, 30.0}, 2.0),
      uriRow("rgb/d.png", null, 2.0),
      uriRow(null, CAMERA, 2.0),
    };
    uris(rows);
    String[] ingest = {"--images", images.toString()};
    Cli.Run first = ingest("uris", "pq", ingest);
    assertEquals(0, first.code(), first.err());
    assertEquals(
        "ingest: 3 frames with 3 points; 3 new, 0 changed, 0 removed; rejects: 4 bad_depth,"
            + " 2 bad_intrinsics, 2 missing_key, 2 path_outside_root",
        first.out().lines().findFirst().orElse(""));
    assertEquals(
        List.of("rgb/a.png|2.0", "rgb/b.png|3.0", "rgb/c.png|4.0"),
        texts("SELECT concat_ws('|', frame_id, z_m) FROM points"));
    assertEquals(
        List.of("rgb/c.png|0|NaN", "rgb/c.png|1|null", "rgb/c.png|2|-1.0", "rgb/c.png|3|Infinity"),
        texts(
            "SELECT concat_ws('|', frame_id, point_id,"
                + " regexp_extract(detail, 'depth = .??([-.0-9A-Za-z]+)', 1))"
                + " FROM rejects WHERE reason = 'bad_depth'"));

    Map<String, Long> versions = warehouse.versions();
    Cli.Run again =
        ingest("uris", "pq", "--images", images.toString(), "--max-rejected-fraction", "0.5");
    assertEquals(4, again.code(), "6 of 9 rows gave no frame");
    assertTrue(again.out().contains("0 new, 0 changed, 0 removed"), again.out());
    assertTrue(again.out().contains("rejected: 0.6667 of the input"), again.out());
    assertEquals(versions, warehouse.versions());

    rows[1] = uriRow("rgb/b.png", CAMERA, 7.0);
    uris(rows);
    Cli.Run changed = ingest("uris", "pq", ingest);
    assertTrue(changed.out().contains("0 new, 1 changed, 0 removed"), changed.out());
    assertEquals(
        List.of("rgb/a.png|2.0", "rgb/b.png|7.0", "rgb/c.png|4.0"),
        texts("SELECT concat_ws('|', frame_id, z_m) FROM points"));
  }

  @Test
  void deltaWithBytesAndCamerasOfTheirOwnIsAsked() throws IOException {
    byte[] same = png(1);
    write(
        "delta",
        "bytes",
        "frame_id bigint, image_bytes binary, camera_id int, x_px array<int>, y_px array<float>,"
            + " depth_m array<float>",
        byteRow(1L, same, 7, 2.5f, 3f),
        byteRow(2L, same, 8, 4f),
        byteRow(3L, png(3), 8, NAN_F, 4f),
        byteRow(4L, png(4), 99, 4f),
        byteRow(5L, png(5), null, 4f),
        byteRow(6L, "no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8), 7, 4f),
        byteRow(7L, null, 7, 4f));
    cameras(camera(7L, 50.0), camera(8L, 60.0), camera(null, 1.0), camera(null, 2.0));
    Cli.Run first = ingest("bytes", "bytes", "--intrinsics", dir + "/cameras");
    assertEquals(0, first.code(), first.err());
    assertEquals(
        "ingest: 3 frames with 4 points; 3 new, 0 changed, 0 removed; rejects: 1 bad_depth,"
            + " 1 image_missing, 1 image_unreadable, 2 missing_key",
        first.out().lines().findFirst().orElse(""));
    assertEquals(
        List.of("1|50.0|true", "2|60.0|true", "3|60.0|true"),
        texts(
            "SELECT concat_ws('|', frame_id, fx_px, sha2(bytes, 256) = image_sha256)"
                + " FROM frames JOIN images USING (image_sha256)"));
    assertEquals(List.of("2"), texts("SELECT cast(count(*) AS string) FROM images"));
    Map<String, Long> versions = warehouse.versions();
    assertTrue(
        ingest("bytes", "bytes", "--intrinsics", dir + "/cameras")
            .out()
            .contains("0 new, 0 changed, 0 removed"));
    assertEquals(versions, warehouse.versions());

    Path conf = dir.resolve("s.conf");
    Files.writeString(
        conf,
        "datasets = [bytes]\nmodels = [probe]\ntasks = [distance]\nfocal_px = [50]\n"
            + "compare_as = z\n");
    Cli.Run predict = Cli.run("predict", "--conf", conf.toString(), "--warehouse", uri());
    assertEquals(
        List.of("4"),
        texts(
            "SELECT cast((SELECT count(*) FROM predictions WHERE error_code IS NULL)"
                + " + (SELECT count(*) FROM rejects WHERE stage = 'predict') AS string)"),
        predict.out() + predict.err());
    assertEquals(
        List.of("1", "2", "3"),
        texts("SELECT DISTINCT frame_id FROM predictions WHERE answer_text IS NOT NULL"));
  }

  @Test
  void aCameraTwiceIsOneMistake() throws IOException {
    write(
        "parquet",
        "bytes",
        "frame_id bigint, image_bytes binary, camera_id int, x_px array<int>, y_px array<float>,"
            + " depth_m array<float>",
        byteRow(1L, png(1), 7, 2.5f));
    cameras(camera(7L, 50.0), camera(7L, 60.0));
    Cli.Run twice = ingest("bytes", "bytes", "--intrinsics", dir + "/cameras");
    assertEquals(2, twice.code());
    assertEquals(
        "depthlm: the table of intrinsics has 2 rows for camera_id = '7'\n"
            + "  give each camera_id one row\n",
        twice.err());
  }

  @Test
  void picturesAsStructs() throws IOException {
    write(
        "parquet",
        "structs",
        "Image struct<bytes: binary, path: string>, intrinsics array<int>,"
            + " pixel_coords array<array<double>>, depth array<double>",
        RowFactory.create(
            RowFactory.create(png(1), "x/one.png"),
            new Integer[] {50, 50, 20, 15, 40, 30},
            new Double[][] {{1.0, 2.0}, {NAN, 2.0}, {3.0, null}, {40.0, 1.0}},
            new Double[] {1.0, 1.0, 1.0, 1.0}));
    Cli.Run run = ingest("structs", "structs");
    assertTrue(
        run.out().startsWith("ingest: 1 frames with 1 points; ")
            && run.out().contains("rejects: 2 bad_point, 1 point_outside_image\n"),
        run.out() + run.err());
    assertEquals(List.of("x/one.png"), texts("SELECT frame_id FROM frames"));
  }

  @Test
  void whatIsMissingIsNamedBesideWhatIsThere() throws IOException {
    write("parquet", "t", "image_path string, depth array<double>, `fx.px` int");
    Cli.Run run = ingest("t", "t");
    assertEquals(2, run.code());
    assertEquals(
        "depthlm: the table has no column for the camera; it has image_path, depth, fx.px\n"
            + "  name a column intrinsics, or fx_px, fy_px, cx_px, cy_px, width_px, height_px, or"
            + " a table of them by --intrinsics\n",
        run.err());
    Files.writeString(dir.resolve("text"), "no table, words only");
    for (String no : List.of("text", "nowhere", "t/nowhere")) {
      Cli.Run none = ingest("t", no);
      assertEquals(2, none.code(), none.err());
      assertTrue(none.err().startsWith("depthlm: no Parquet or Delta table at file:"), none.err());
      assertEquals(2, none.err().lines().count(), none.err());
    }
  }

  private static final float NAN_F = Float.NaN;

  private void uris(Row... rows) {
    write(
        "parquet",
        "pq",
        "image_uri string, intrinsics array<double>, pixel_coords array<array<double>>,"
            + " depth array<double>",
        rows);
  }

  private static Row uriRow(String uri, Double[] camera, Double... depths) {
    Double[][] pixels = new Double[depths.length][];
    Arrays.setAll(pixels, i -> new Double[] {10.0 + i, 12.0});
    return RowFactory.create(uri, camera, pixels, depths);
  }

  private static Row byteRow(Long id, byte[] image, Integer camera, Float... depths) {
    Integer[] x = new Integer[depths.length];
    Float[] y = new Float[depths.length];
    Arrays.setAll(x, i -> 15 + i);
    Arrays.setAll(y, i -> 14.5f);
    return RowFactory.create(id, image, camera, x, y, depths);
  }

  private void cameras(Row... rows) {
    write(
        "parquet",
        "cameras",
        "camera_id bigint, fx double, fy double, cx double, cy double, width int, height int,"
            + " `lens.name` string",
        rows);
  }

  private static Row camera(Long id, double focal) {
    return RowFactory.create(id, focal, focal, 20.0, 15.0, 40, 30, "wide");
  }

  private void write(String format, String name, String columns, Row... rows) {
    TestSpark.session()
        .createDataFrame(Arrays.asList(rows), StructType.fromDDL(columns))
        .coalesce(1)
        .write()
        .format(format)
        .mode("overwrite")
        .save(dir.resolve(name).toString());
  }

  private Cli.Run ingest(String dataset, String table, String... more) {
    String[] args = {
      "ingest",
      "--dataset",
      dataset,
      "--format",
      "table",
      "--input",
      dir + "/" + table,
      "--label-kind",
      "z",
      "--warehouse",
      uri()
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Cli.run(all);
  }

  private String uri() {
    return dir.resolve("ware house").toString();
  }

  /** One text column, sorted. */
  private List<String> texts(String sql) {
    for (Table table : Table.values()) {
      warehouse.read(table).createOrReplaceTempView(table.tableName());
    }
    return warehouse.spark().sql(sql).collectAsList().stream()
        .map((Row row) -> row.getString(0))
        .sorted()
        .toList();
  }

  /** 40 × 30 pixels of noise. */
  private static byte[] png(int seed) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, "png", bytes));
    return bytes.toByteArray();
  }
}
