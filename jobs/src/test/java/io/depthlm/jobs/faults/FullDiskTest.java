package io.depthlm.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.synth.DepthMapFormat;
import io.depthlm.common.synth.Fidelity;
import io.depthlm.common.synth.LabelPattern;
import io.depthlm.common.synth.LocalTarget;
import io.depthlm.common.synth.SceneKind;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthWriter;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full or cannot be used: one error, and with room the same command goes on. */
@Tag("faults")
class FullDiskTest {
  private static final int POINTS = 600;
  @TempDir static Path folder;
  private static Path ingested;
  private static Path conf;

  @BeforeAll
  static void ingest() throws Exception {
    SynthWriter.write(
        SynthSettings.of(15, 4)
            .withSize(96, 72)
            .withScenes(4, List.of(SceneKind.ROOM))
            .withLabels(40, LabelKind.RADIAL, LabelPattern.UNIFORM)
            .withOutput(Fidelity.FAST, DepthMapFormat.NONE),
        new LocalTarget(folder.resolve("scenes")));
    ingested = folder.resolve("ingested");
    runs(ingest("scenes", ingested));
    conf = folder.resolve("full.conf");
    Files.writeString(
        conf,
        """
        datasets = [scenes]
        models = [
          {name = probe, engine = probe}
          {name = two, engine = constant, depth_m = 2}
        ]
        tasks = [axis_distance]
        focal_px = [80]
        compare_as = z
        evaluate.bootstrap_replicates = 20
        predict.chunk_rows = 100
        """);
  }

  private static List<String> ingest(String dataset, Path warehouse) {
    return List.of(
        "ingest",
        "--dataset",
        dataset,
        "--format",
        "jsonl",
        "--label-kind",
        "radial",
        "--input",
        folder + "/scenes",
        "--warehouse",
        warehouse.toString());
  }

  private static List<String> sweep(Path warehouse) {
    return List.of("sweep", "--conf", conf.toString(), "--warehouse", warehouse.toString());
  }

  private static Driver start(List<String> wrapper, List<String> arguments) throws IOException {
    return Driver.start(
        Files.createTempFile(folder, "command", ".log"), wrapper, "-Xmx1g", arguments);
  }

  private static void runs(List<String> arguments) throws Exception {
    try (Driver driver = start(List.of(), arguments)) {
      assertEquals(0, driver.await(), driver::said);
    }
  }

  /** Runs a command where a folder is mounted otherwise; its files are kept beside it. */
  private static List<String> mounted(String mount, Path at) throws IOException {
    boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    String script = mount + " && { \"$@\"; code=$?; cp -a \"$0\"/. \"$0\".kept; exit $code; }";
    return List.of("unshare", root ? "-m" : "-rm", "sh", "-c", script, at.toString());
  }

  private static void assertOneError(Driver driver, String begins, Path warehouse)
      throws InterruptedException {
    assertEquals(2, driver.await(), driver::said);
    List<String> errors =
        driver.said().lines().filter(line -> line.startsWith("depthlm: ")).toList();
    assertEquals(1, errors.size(), driver::said);
    assertTrue(errors.get(0).startsWith("depthlm: " + begins), driver::said);
    assertTrue(errors.get(0).contains(warehouse.toString()), driver::said);
  }

  private static void assertComplete(Path warehouse) {
    Warehouse tables = new Warehouse(TestSpark.session(), warehouse.toString());
    long ends =
        tables.read(Table.PREDICTIONS).select("variant_id", "query_id").distinct().count()
            + tables.read(Table.REJECTS).where("run_id <> ''").count();
    assertEquals(2 * POINTS, ends);
    assertEquals(
        tables.read(Table.PREDICTIONS).count(),
        tables.read(Table.PREDICTIONS).select("variant_id", "query_id").distinct().count());
    assertEquals("finished", tables.read(Table.RUNS).select("status").first().getString(0));
  }

  @Test
  void aSweepOnAFullDiskGoesOnAfterRoomWasMade() throws Exception {
    for (int kib : new int[] {20, 60, 120}) {
      Path warehouse = Files.createDirectories(folder.resolve("small-" + kib));
      Path kept = Files.createDirectories(folder.resolve("small-" + kib + ".kept"));
      long used = Folders.bytes(ingested) / 1024;
      String mount =
          "mount -t tmpfs -o size=%dk none \"$0\" && cp -a '%s'/. \"$0\""
              .formatted(2 * used + kib, ingested);
      try (Driver driver = start(mounted(mount, warehouse), sweep(warehouse))) {
        assertOneError(driver, "no space is left: the warehouse ", warehouse);
      }
      Files.delete(warehouse);
      Files.move(kept, warehouse);
      runs(sweep(warehouse));
      assertComplete(warehouse);
    }
  }

  @Test
  void aReadOnlyMountIsOneError() throws Exception {
    String mount = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\"";
    Files.createDirectories(folder.resolve("ingested.kept"));
    for (List<String> command :
        List.of(
            sweep(ingested),
            ingest("others", ingested), // the same again would write nothing
            List.of("maintain", "--warehouse", ingested.toString()))) {
      try (Driver driver = start(mounted(mount, ingested), command)) {
        assertOneError(driver, "cannot write to the warehouse ", ingested);
      }
    }
  }

  /** PyTorch and the tokenizer library are unpacked before they are loaded. */
  @ParameterizedTest
  @ValueSource(strings = {"size=60m", "size=900m,noexec", "size=900m,ro"})
  void aCacheFolderThatCannotBeUsedIsOneError(String options) throws Exception {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Files.createDirectories(folder.resolve("cache.kept"));
    Path image;
    try (Stream<Path> all = Files.walk(folder.resolve("scenes"))) {
      image = all.filter(file -> file.toString().endsWith(".png")).findFirst().orElseThrow();
    }
    try (Driver driver =
        Driver.start(
            Files.createTempFile(folder, "command", ".log"),
            mounted("mount -t tmpfs -o " + options + " none \"$0\"", cache),
            "-Xmx1g",
            "io.depthlm.jobs.cli.Main",
            List.of(
                "ask",
                "--model",
                "../models/depthlm-tiny",
                "--image",
                image.toString(),
                "--intrinsics",
                "128,128,48,36",
                "--point",
                "40,30"),
            Map.of("DJL_CACHE_DIR", cache.toString()))) {
      assertEquals(2, driver.await(), driver::said);
      List<String> said = driver.said().lines().filter(l -> l.startsWith("depthlm: ")).toList();
      assertEquals(1, said.size(), driver::said);
      assertTrue(said.get(0).contains("cannot be started from " + cache + ": "), driver::said);
      assertTrue(driver.said().contains("set DJL_CACHE_DIR to a folder"), driver::said);
    }
  }
}
