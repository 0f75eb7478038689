package io.depthlm.jobs.faults;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.jobs.MirrorFileSystem;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real drivers in bad circumstances: the run ends, nothing is lost, and {@code runs} says why. */
@Tag("faults")
class FaultsTest {
  private static final Intrinsics CAMERA = new Intrinsics(50, 50, 30, 20, 60, 40);
  private static final int POINTS = 20;

  @TempDir static Path folder;

  private static Warehouse warehouse(String name) {
    return new Warehouse(TestSpark.session(), folder.resolve(name).toString());
  }

  private static void frames(Warehouse warehouse, String dataset, int frames) {
    List<Frame> all = new ArrayList<>();
    for (int f = 0; f < frames; f++) {
      all.add(new Frame("f" + f, TestFrames.png(f, 60, 40), CAMERA, TestFrames.points(POINTS)));
    }
    TestFrames.write(warehouse, folder.resolve("images"), dataset, all);
  }

  private static Path sweep(String name, String content) throws IOException {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file,
        content
            + """
            tasks = [axis_distance]
            focal_px = [50]
            compare_as = z
            evaluate.bootstrap_replicates = 20
            """);
    return file;
  }

  private static List<String> arguments(Path sweep, Warehouse warehouse, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("sweep", "--conf", sweep.toString(), "--warehouse", warehouse.uri()));
    arguments.addAll(Arrays.asList(more));
    return arguments;
  }

  private static Path log() throws IOException {
    return Files.createTempFile(folder, "driver", ".log");
  }

  private static Row run(Warehouse warehouse) {
    List<Row> runs = warehouse.read(Table.RUNS).collectAsList();
    assertEquals(1, runs.size(), runs::toString);
    return runs.get(0);
  }

  /** How many questions ended how, by frame and code of the last attempt; no key is there twice. */
  private static Map<String, Long> ends(Warehouse warehouse) {
    List<Row> rows = warehouse.read(Table.PREDICTIONS).orderBy("attempt").collectAsList();
    Map<String, String> last = new TreeMap<>();
    long keys =
        rows.stream()
            .map(
                r ->
                    List.of(
                        r.getAs("run_id"),
                        r.getAs("variant_id"),
                        r.getAs("query_id"),
                        r.getAs("attempt")))
            .distinct()
            .count();
    assertEquals(rows.size(), keys, "nothing doubled");
    for (Row row : rows) {
      last.put(
          row.getAs("run_id") + " " + row.getAs("variant_id") + " " + row.getAs("query_id"),
          row.getAs("frame_id") + " " + row.getAs("error_code"));
    }
    Map<String, Long> ends = new TreeMap<>();
    last.values().forEach(end -> ends.merge(end, 1L, Long::sum));
    return ends;
  }

  @Test
  void twoSweepsAtOnceInOneWarehouse() throws Exception {
    Warehouse warehouse = warehouse("two");
    frames(warehouse, "one", 8);
    frames(warehouse, "other", 8);
    String content =
        "datasets = [%s]\nmodels = [{name = %s, engine = %s}]\npredict.chunk_rows = 20\n";
    Path one = sweep("one", content.formatted("one", "probe", "probe"));
    Path other = sweep("other", content.formatted("other", "two", "constant, depth_m = 2"));
    try (Driver first = Driver.start(log(), arguments(one, warehouse));
        Driver second = Driver.start(log(), arguments(other, warehouse))) {
      assertEquals(0, first.await(), first::said);
      assertEquals(0, second.await(), second::said);
    }
    List<Row> runs = warehouse.read(Table.RUNS).collectAsList();
    assertEquals(2, runs.size());
    for (Row run : runs) {
      assertEquals("finished", run.getAs("status"));
      Map<Object, Object> counts = run.getJavaMap(run.fieldIndex("counts"));
      assertEquals(8L * POINTS, counts.get("planned"));
      assertEquals(0L, counts.get("failed"));
      long rows =
          warehouse
              .read(Table.PREDICTIONS)
              .where(col("run_id").equalTo(run.getAs("run_id")))
              .count();
      assertEquals(8L * POINTS, rows + (Long) counts.get("rejected"));
      assertTrue(
          !warehouse
              .read(Table.METRICS)
              .where(col("run_id").equalTo(run.getAs("run_id")))
              .isEmpty());
    }
  }

  /** Pictures that pass for sound by their first bytes and break what decodes them. */
  @Test
  void poisonedImages() throws Exception {
    Warehouse warehouse = warehouse("poison");
    List<Frame> frames = new ArrayList<>();
    for (int f = 0; f < 6; f++) {
      frames.add(
          new Frame("good" + f, TestFrames.png(f, 60, 40), CAMERA, TestFrames.points(POINTS)));
    }
    byte[] good = TestFrames.png(9, 60, 40);
    Intrinsics huge = new Intrinsics(12_000, 12_000, 7_000, 7_000, 14_000, 14_000);
    List<TestFrames.Point> middle = List.of(new TestFrames.Point(7_000, 7_000, 2));
    frames.add(new Frame("memory", blackPng(14_000, 14_000), huge, middle));
    frames.add(
        new Frame("cut", Arrays.copyOf(good, good.length / 2), CAMERA, TestFrames.points(2)));
    frames.add(new Frame("limits", header(100_000, 100_000), CAMERA, TestFrames.points(2)));
    frames.add(new Frame("lies", header(14_000, 14_000), huge, middle));
    frames.add(new Frame("jpeg", jpegOfNothing(), CAMERA, TestFrames.points(2)));
    frames.add(
        new Frame(
            "text", "no image".getBytes(StandardCharsets.UTF_8), CAMERA, TestFrames.points(2)));
    TestFrames.write(warehouse, folder.resolve("images"), "poison", frames);
    Path sweep =
        sweep(
            "poison",
            """
            datasets = [poison]
            models = [{name = probe, engine = probe}]
            predict.max_failed_fraction = 0.01
            images { max_pixels = 200000000, max_side_px = 20000 }
            """);
    // less memory than the largest picture takes
    try (Driver driver = Driver.start(log(), List.of(), "-Xmx520m", arguments(sweep, warehouse))) {
      assertEquals(4, driver.await(), driver::said);
    }
    Map<String, Long> ends = ends(warehouse);
    for (int f = 0; f < 6; f++) {
      assertEquals(POINTS, ends.get("good" + f + " null"), ends::toString);
    }
    for (String broken : List.of("memory", "cut", "lies", "jpeg", "text")) {
      assertTrue(ends.containsKey(broken + " image_unreadable"), ends::toString);
    }
    assertTrue(ends.containsKey("limits image_too_large"), ends::toString);
    assertEquals(12, ends.size(), ends::toString);
    List<Row> memory =
        warehouse.read(Table.PREDICTIONS).where("frame_id = 'memory'").collectAsList();
    assertTrue(
        memory.get(0).<String>getAs("error_detail").contains("OutOfMemoryError"), memory::toString);
    assertEquals("failed", run(warehouse).getAs("status"));
    String failure = run(warehouse).getAs("failure");
    assertTrue(failure.contains("% of the questions failed: image_unreadable ("), failure);
  }

  /** The disk of the checkpoint cache is a file system that is too small for the checkpoint. */
  @Test
  void fullDiskInTheCheckpointCache() throws Exception {
    Warehouse warehouse = warehouse("full");
    frames(warehouse, "full", 4);
    Path checkpoint = Path.of("..", "common/src/test/resources/golden/vlm/tiny-qwen").toRealPath();
    Path sweep =
        sweep(
            "full",
            """
            datasets = [full]
            models = [{name = tiny, engine = vlm, uri = "mirror:%s", max_new_tokens = 4}]
            """
                .formatted(checkpoint));
    Path cache = Files.createDirectories(folder.resolve("cache"));
    String mount = "mount -t tmpfs -o size=100k none \"$0\" && exec \"$@\"";
    List<String> small =
        List.of(
            "env",
            "DEPTHLM_CHECKPOINT_CACHE=" + cache,
            "unshare",
            userNamespace(),
            "sh",
            "-c",
            mount,
            cache.toString());
    List<String> arguments =
        arguments(
            sweep,
            warehouse,
            "--spark",
            "spark.hadoop.fs.mirror.impl=" + MirrorFileSystem.class.getName());
    try (Driver driver = Driver.start(log(), small, "-Xmx1g", arguments)) {
      assertEquals(2, driver.await(), driver::said);
      assertTrue(driver.said().contains("could be answered; checkpoint_disk_full"), driver::said);
    }
    assertEquals("failed", run(warehouse).getAs("status"));
    String failure = run(warehouse).getAs("failure");
    assertTrue(failure.contains("checkpoint_disk_full (80 times, such as: mirror:"), failure);
    List<String> roomy = List.of("env", "DEPTHLM_CHECKPOINT_CACHE=" + cache);
    try (Driver driver = Driver.start(log(), roomy, "-Xmx1g", arguments)) {
      assertEquals(0, driver.await(), driver::said);
    }
    Map<String, Long> ends = ends(warehouse);
    for (int f = 0; f < 4; f++) {
      assertEquals(POINTS, ends.get("f" + f + " null"), ends::toString);
    }
    assertEquals(4, ends.size(), ends::toString);
    assertEquals("finished", run(warehouse).getAs("status"));
  }

  /** Mounting takes root, which everybody can be in a name space of their own. */
  private static String userNamespace() throws Exception {
    boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    return root ? "-m" : "-rm";
  }

  /** A sound picture that is a thousand times smaller than its pixels. */
  private static byte[] blackPng(int widthPx, int heightPx) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    byte[] row = new byte[1 + 3 * widthPx];
    try (DeflaterOutputStream deflated =
        new DeflaterOutputStream(pixels, new Deflater(Deflater.BEST_COMPRESSION))) {
      for (int y = 0; y < heightPx; y++) {
        deflated.write(row);
      }
    }
    return png(widthPx, heightPx, pixels.toByteArray());
  }

  /** A picture of that size whose pixels are missing. */
  private static byte[] header(int widthPx, int heightPx) throws IOException {
    return png(widthPx, heightPx, new byte[] {1, 2, 3});
  }

  private static byte[] png(int widthPx, int heightPx, byte[] pixels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0x89504E470D0A1A0AL);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(widthPx);
    fields.writeInt(heightPx);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", pixels);
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    crc.update(name);
    crc.update(content);
    out.writeInt(content.length);
    out.write(name);
    out.write(content);
    out.writeInt((int) crc.getValue());
  }

  /** A JPEG's frame header and then nothing of use. */
  private static byte[] jpegOfNothing() {
    byte[] bytes = new byte[4096];
    byte[] start = {
      (byte) 0xFF,
      (byte) 0xD8,
      (byte) 0xFF,
      (byte) 0xC0,
      0,
      17,
      8,
      0,
      40,
      0,
      60,
      3,
      1,
      0x22,
      0,
      2,
      0x11,
      1,
      3,
      0x11,
      1,
      (byte) 0xFF,
      (byte) 0xDA,
      0,
      12,
      3,
      1,
      0,
      2,
      0x11,
      3,
      0x11,
      0,
      63,
      0
    };
    System.arraycopy(start, 0, bytes, 0, start.length);
    return bytes;
  }
}
