package io.depthlm.jobs.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with one of every kind of broken input between sound frames. */
class IngestZooTest {
  private static final String CAMERA = "[50, 50, 20, 15, 40, 30]";

  @TempDir Path dir;
  private Path data;
  private Path lines;
  private Warehouse warehouse;
  private final List<String> text = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  @BeforeEach
  void makeZoo() throws IOException {
    data = Files.createDirectories(dir.resolve("da ta ü %41/rgb")).getParent();
    lines = data.resolve("all.jsonl");
    warehouse = new Warehouse(TestSpark.session(), dir.resolve("warehouse").toString());
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      Files.write(data.resolve("rgb/" + name + ".png"), png(name.charAt(0)));
    }
    Files.write(dir.resolve("outside.png"), png('x'));

    sound(frame("rgb/a.png", CAMERA, "[[1, 2], [39, 29], [0.5, 0]]", "[1, 2.5, 40]"));
    sound("");
    text.add(
        frame(
            "/rgb/b.png",
            CAMERA,
            "[[40, 2], [1, 30], [5, 5], [6, 6], [-1, 0], [7, 7], [8], [9, 9]]",
            "[1, 1, 0, NaN, 1, -3, 1, 2]"));
    for (String reject :
        List.of(
            "0|point_outside_image",
            "1|point_outside_image",
            "2|bad_depth",
            "3|bad_depth",
            "4|point_outside_image",
            "5|bad_depth",
            "6|bad_point")) {
      expected.add("3|rgb/b.png|" + reject);
    }
    lost("|-1|malformed_json", "{\"image\": \"rgb/c.png\", ");
    lost("rgb/gone.png|-1|image_missing", single("rgb/gone.png"));
    Files.writeString(data.resolve("rgb/text.png"), "no picture at all, only words ".repeat(9));
    lost("rgb/text.png|-1|image_unreadable", single("rgb/text.png"));
    Files.write(data.resolve("rgb/cut.png"), Arrays.copyOf(png('y'), 20));
    lost("rgb/cut.png|-1|image_unreadable", single("rgb/cut.png"));
    Files.write(data.resolve("rgb/empty.png"), new byte[0]);
    lost("rgb/empty.png|-1|image_unreadable", single("rgb/empty.png"));
    Files.write(data.resolve("rgb/bomb.png"), bomb());
    lost(
        "rgb/bomb.png|-1|image_too_large",
        frame("rgb/bomb.png", "[50, 50, 20, 15, 60000, 60000]", "[[1, 1]]", "[1]"));
    Files.createDirectories(data.resolve("rgb/folder.png"));
    lost("rgb/folder.png|-1|image_missing", single("rgb/folder.png"));
    lost(
        "rgb/c.png|-1|size_disagrees",
        frame("rgb/c.png", "[50, 50, 20, 15, 30, 40]", "[[1, 1]]", "[1]"));
    lost("|-1|bad_intrinsics", frame("rgb/c.png", "[0, 0, 20, 15, 40, 30]", "[[1, 1]]", "[1]"));
    lost("|-1|bad_intrinsics", frame("rgb/c.png", "[NaN, 50, 20, 15, 40, 30]", "[[1, 1]]", "[1]"));
    lost("|-1|lengths_disagree", frame("rgb/c.png", CAMERA, "[[1, 1], [2, 2]]", "[1]"));
    lost("|-1|path_outside_root", single("../outside.png"));
    lost("|-1|path_outside_root", single("file://" + dir.resolve("outside.png")));
    Files.createSymbolicLink(data.resolve("rgb/link.png"), dir.resolve("outside.png"));
    lost("rgb/link.png|-1|path_outside_root", single("rgb/link.png"));
    lost("|-1|missing_key", "{\"image\": \"rgb/c.png\", \"intrinsics\": " + CAMERA + "}");
    lost("|-1|wrong_type", frame("rgb/c.png", CAMERA, "7", "[1]"));
    lost("|-1|wrong_type", "[1, 2, 3]");
    lost("|-1|duplicate_key", single("rgb/c.png").replace("}", ", \"depth\": [9]}"));
    lost(
        "|-1|bad_pose",
        single("rgb/c.png").replace("}", ", \"pose\": [" + "0,".repeat(15) + "0]}"));
    sound(frame("rgb/d.png", "[0, 50, 20, 15, 40, 30]", "[[20, 15]]", "[3]"));
    lost("rgb/a.png|-1|duplicate_frame", single("rgb/a.png"));
    sound(single("rgb/e.png").replace("\"image\"", "\"image_path\""));
    Files.write(lines, text);
  }

  @Test
  void everyBrokenInputIsARejectAndTheRestStands() {
    IngestResult result = ingest();
    assertEquals(4, result.frames(), result.toString());
    assertEquals(3 + 1 + 1 + 1, result.points());
    assertEquals(4, result.newFrames());
    assertEquals(
        expected.stream().sorted().toList(),
        rows(
            "SELECT concat_ws('|', source_line, frame_id, point_id, reason) FROM %s"
                .formatted(table(Table.REJECTS))));
    assertEquals(
        List.of(
            "rgb/a.png|50.0|0.5",
            "rgb/b.png|50.0|9.0",
            "rgb/d.png|50.0|20.0",
            "rgb/e.png|50.0|1.0"),
        rows(
            "SELECT concat_ws('|', f.frame_id, f.fx_px, max_by(p.x_px, p.point_id)) FROM %s f"
                    .formatted(table(Table.FRAMES))
                + " JOIN %s p ON p.frame_id = f.frame_id GROUP BY f.frame_id, f.fx_px"
                    .formatted(table(Table.POINTS))));
    // Every label of a line that could be read is a point, or is counted by a reject.
    // a 3, b 8, then one each of gone, text, cut, empty, bomb, folder, size, link, d, a again, e.
    assertEquals(
        List.of(Integer.toString(3 + 8 + 11)),
        rows(
            "SELECT cast((SELECT count(*) FROM %s) + (SELECT sum(n_points) FROM %s) AS string)"
                .formatted(table(Table.POINTS), table(Table.REJECTS))));
    for (String detail : rows("SELECT detail FROM " + table(Table.REJECTS))) {
      assertTrue(!detail.isBlank() && !detail.contains("\n"), detail);
    }
    assertEquals(
        List.of("file:" + new org.apache.hadoop.fs.Path(lines.toString()).toUri().getRawPath()),
        rows(
            "SELECT DISTINCT replace(source_uri, 'file:///', 'file:/') FROM "
                + table(Table.REJECTS)));
  }

  @Test
  void theSameAgainChangesNothingAndAMendedInputMendsItsRows() throws IOException {
    ingest();
    Map<String, Long> versions = warehouse.versions();
    IngestResult again = ingest();
    assertTrue(again.unchanged(), again.toString());
    assertEquals(versions, warehouse.versions());

    List<String> before = rows("SELECT to_json(struct(*)) FROM " + table(Table.POINTS));
    assertEquals(4, ingest("other").newFrames());
    assertEquals(
        before,
        rows(
            "SELECT to_json(struct(*)) FROM %s WHERE dataset = 'zoo'"
                .formatted(table(Table.POINTS))));

    Files.write(data.resolve("rgb/gone.png"), png('g')); // was missing
    Files.write(data.resolve("rgb/e.png"), png('E')); // other pixels
    text.set(0, text.get(0).replace("2.5", "7.5")); // other label
    text.set(22, ""); // d is gone
    Files.write(lines, text);
    IngestResult mended = ingest();
    assertEquals(1, mended.newFrames(), mended.toString());
    assertEquals(2, mended.changedFrames(), mended.toString());
    assertEquals(1, mended.removedFrames(), mended.toString());
    assertEquals(
        List.of("rgb/a.png", "rgb/b.png", "rgb/e.png", "rgb/gone.png"),
        rows("SELECT frame_id FROM %s WHERE dataset = 'zoo'".formatted(table(Table.FRAMES))));
    assertEquals(
        List.of("1.0", "40.0", "7.5"),
        rows(
            "SELECT cast(z_m AS string) FROM %s WHERE dataset = 'zoo' AND frame_id = 'rgb/a.png'"
                .formatted(table(Table.POINTS))));
    expected.removeIf(e -> e.contains("gone.png"));
    assertEquals(
        expected.stream().sorted().toList(),
        rows(
            "SELECT concat_ws('|', source_line, frame_id, point_id, reason) FROM %s WHERE dataset = 'zoo'"
                .formatted(table(Table.REJECTS))));
  }

  private IngestResult ingest() {
    return ingest("zoo");
  }

  private IngestResult ingest(String dataset) {
    IngestRequest request = IngestRequest.ofLines(dataset, lines.toString(), LabelKind.Z);
    return new IngestJob(warehouse, request, ImageLimits.DEFAULT).run(Progress.SILENT);
  }

  private String table(Table table) {
    return "delta.`" + warehouse.path(table) + "`";
  }

  /** One text column, sorted. */
  private List<String> rows(String sql) {
    return warehouse.spark().sql(sql).collectAsList().stream()
        .map((Row row) -> row.getString(0))
        .sorted()
        .toList();
  }

  private void sound(String line) {
    text.add(line);
  }

  private void lost(String reject, String line) {
    text.add(line);
    expected.add(text.size() + "|" + reject);
  }

  private static String single(String image) {
    return frame(image, CAMERA, "[[1, 1]]", "[1]");
  }

  private static String frame(String image, String intrinsics, String pixels, String depths) {
    return "{\"image\": \"%s\", \"intrinsics\": %s, \"pixel_coords\": %s, \"depth\": %s}"
        .formatted(image, intrinsics, pixels, depths);
  }

  /** 40 × 30 pixels of noise. */
  private static byte[] png(int seed) {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      assertTrue(ImageIO.write(image, "png", bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A sound PNG but for its header, which promises 60,000 × 60,000 pixels. */
  private static byte[] bomb() {
    byte[] png = png('z');
    ByteBuffer buffer = ByteBuffer.wrap(png);
    buffer.putInt(16, 60_000).putInt(20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    buffer.putInt(29, (int) crc.getValue());
    return png;
  }
}
