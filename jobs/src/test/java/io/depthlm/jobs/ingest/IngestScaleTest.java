package io.depthlm.jobs.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dataset.BoundaryRule;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.PointSampling;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ingest of 1,000 and of 10,000 frames (times {@code -Dscale.times}) of a lidar and of a dense
 * format: its time must not outgrow its frames. The frames are links to the few small ones of the
 * golden data, so this is the cost of everything but the decoding of large pictures.
 */
@Tag("scale")
class IngestScaleTest {
  private static final int TIMES = Integer.getInteger("scale.times", 1);
  private static final int FRAMES_PER_SCENE = 200;
  private static final Path GOLDEN =
      Path.of("../common/src/test/resources/golden/dataset/raw").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ddad", "kitti"})
  void timeGrowsNoFasterThanFrames(String format) throws IOException {
    secondsFor(format, 200);
    int small = 1_000 * TIMES;
    double smallS = secondsFor(format, small);
    double largeS = secondsFor(format, 10 * small);
    System.out.printf(
        "ingest of %s: %,d frames %.1f s, %,d frames %.1f s (%.2f times, %.0f frames/s)%n",
        format, small, smallS, 10 * small, largeS, largeS / smallS, 10 * small / largeS);
    assertTrue(largeS < 11 * smallS, "%.1f s and %.1f s".formatted(smallS, largeS));
  }

  private double secondsFor(String format, int frames) throws IOException {
    Path input = folder.resolve(format + "-" + frames);
    for (int scene = 0; scene < frames / FRAMES_PER_SCENE; scene++) {
      switch (format) {
        case "ddad" -> ddadScene(input, scene);
        case "kitti" -> kittiDrive(input, scene);
        default -> throw new IllegalArgumentException(format);
      }
    }
    ReaderOptions options =
        new ReaderOptions(
            null,
            LabelMode.CORRECTED,
            new PointSampling(20, 1),
            BoundaryRule.DEFAULT,
            null,
            Map.of());
    IngestRequest request =
        new IngestRequest(
            format,
            DatasetFormats.get(format),
            input.toString(),
            null,
            null,
            options,
            ImageLinks.INSIDE);
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("w-" + input.getFileName()).toString());
    long start = System.nanoTime();
    IngestResult result =
        new IngestJob(warehouse, request, ImageLimits.DEFAULT).run(Progress.SILENT);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertEquals(frames, result.frames());
    assertEquals(20L * frames, result.points());
    assertTrue(warehouse.read(Table.POINTS).inputFiles().length <= 4, "few files of a good size");
    return seconds;
  }

  /** 100 moments of two cameras and a lidar, all of them the first moment of the golden scene. */
  private void ddadScene(Path input, int scene) throws IOException {
    Path golden = GOLDEN.resolve("ddad/input/000000");
    JsonNode first = JSON.readTree(golden.resolve("scene_0.json").toFile());
    String name = "%06d".formatted(scene);
    Path to = input.resolve(name);
    link(golden.resolve("calibration/cal.json"), to.resolve("calibration/cal.json"));
    ObjectNode copy = JSON.createObjectNode().put("name", name);
    ArrayNode data = copy.putArray("data");
    ArrayNode samples = copy.putArray("samples");
    for (int moment = 0; moment < FRAMES_PER_SCENE / 2; moment++) {
      ObjectNode sample = first.get("samples").get(0).deepCopy();
      ArrayNode keys = JSON.createArrayNode();
      for (JsonNode key : sample.get("datum_keys")) {
        ObjectNode datum = ddadDatum(first, key.asText());
        ObjectNode kind = (ObjectNode) datum.get("datum").elements().next();
        String file = kind.get("filename").asText();
        String linked = file.replaceFirst("/0\\.", "/" + moment + ".");
        link(golden.resolve(file), to.resolve(linked));
        kind.put("filename", linked);
        datum.put("key", key.asText() + "-" + moment);
        data.add(datum);
        keys.add(datum.get("key"));
      }
      sample.set("datum_keys", keys);
      ((ObjectNode) sample.get("id")).put("index", String.valueOf(moment));
      samples.add(sample);
    }
    String file = "scene_" + scene + ".json";
    JSON.writeValue(to.resolve(file).toFile(), copy);
    ObjectNode all = JSON.createObjectNode();
    List<String> files = new ArrayList<>();
    for (int i = 0; i <= scene; i++) {
      files.add("%06d/scene_%d.json".formatted(i, i));
    }
    all.putObject("scene_splits").putObject("0").set("filenames", JSON.valueToTree(files));
    JSON.writeValue(input.resolve("ddad.json").toFile(), all);
  }

  private static ObjectNode ddadDatum(JsonNode scene, String key) {
    for (JsonNode datum : scene.get("data")) {
      if (datum.get("key").asText().equals(key)) {
        return datum.deepCopy();
      }
    }
    throw new AssertionError(key);
  }

  /** 100 pictures of either camera with their depth. */
  private void kittiDrive(Path input, int number) throws IOException {
    Path golden = GOLDEN.resolve("kitti/input");
    String date = "2011_09_26";
    String source = date + "_drive_0002_sync";
    String drive = date + "_drive_%04d_sync".formatted(number);
    Path cameras = input.resolve(date).resolve("calib_cam_to_cam.txt");
    if (Files.notExists(cameras)) {
      link(golden.resolve(date).resolve("calib_cam_to_cam.txt"), cameras);
    }
    for (String camera : List.of("image_02", "image_03")) {
      Path picture = Path.of(camera, "data", "0000000005.png");
      Path depth = Path.of("proj_depth/groundtruth", camera, "0000000005.png");
      for (int i = 0; i < FRAMES_PER_SCENE / 2; i++) {
        String name = "%010d.png".formatted(i);
        link(
            golden.resolve(date).resolve(source).resolve(picture),
            input.resolve(date).resolve(drive).resolve(picture).resolveSibling(name));
        link(
            golden.resolve("data_depth_annotated/val").resolve(source).resolve(depth),
            input
                .resolve("data_depth_annotated/train")
                .resolve(drive)
                .resolve(depth)
                .resolveSibling(name));
      }
    }
  }

  /** To a copy on the same disk. */
  private void link(Path golden, Path to) throws IOException {
    Path copy = folder.resolve("golden").resolve(GOLDEN.relativize(golden));
    if (Files.notExists(copy)) {
      Files.createDirectories(copy.getParent());
      Files.copy(golden, copy);
    }
    Files.createDirectories(to.getParent());
    Files.createLink(to, copy);
  }
}
