package io.depthlm.jobs.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.BoundaryRule;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.PointSampling;
import io.depthlm.common.dataset.ReaderOptions;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A raw format through Spark into the tables. What its reader makes of the files is held in {@code
 * common}; this is about what the tables say of it.
 */
class RawIngestTest {
  private static final Path GOLDEN = Path.of("../common/src/test/resources/golden/dataset/raw");

  @TempDir Path dir;

  /** NYUv2 has all of it: pictures out of a container, files, masks, splits, a damaged file. */
  @Test
  void theTablesHoldWhatTheReaderFoundAndTheSameAgainChangesNothing() {
    Warehouse warehouse = new Warehouse(TestSpark.session(), dir.resolve("w").toString());
    IngestResult first = ingest(warehouse, "nyuv2", "nyuv2", 20);

    assertEquals(Map.of("file_unreadable", 1L, "no_labels", 1L), first.rejectsByReason());
    assertEquals(3, first.frames());
    assertEquals(60, first.points());
    assertEquals(
        List.of(
            "nyu_depth_v2_labeled.mat#0001|train|corrected|hdf5|rawDepths[0]|1.0|true",
            "nyu_depth_v2_labeled.mat#0002|test|corrected|hdf5|rawDepths[1]|1.0|true",
            "official_splits/test/kitchen_0001/rgb_00045.jpg|test|corrected|png16|-|0.001|false"),
        texts(
            warehouse,
            Table.FRAMES,
            "concat_ws('|', frame_id, split, label_mode, depth_encoding, coalesce(depth_part, '-'),"
                + " string(depth_scale_m), string(image_uri IS NULL))"));
    assertEquals(
        List.of("z 20 20 20", "z 20 20 20", "z 20 20 0"),
        warehouse
            .read(Table.POINTS)
            .groupBy("frame_id")
            .agg(
                org.apache.spark.sql.functions.expr(
                    "concat_ws(' ', max(label_kind), count(region), count(mask_eigen_crop),"
                        + " count(mask_filled)) AS t"))
            .orderBy("frame_id")
            .select("t")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList());
    assertEquals(
        0,
        warehouse
            .read(Table.POINTS)
            .where(
                "(region = 'boundary') != (step_near_z_m <= z_m + 1e-5 AND z_m <= step_far_z_m +"
                    + " 1e-5) OR (region = 'interior') = (step_near_z_m IS NOT NULL)")
            .count(),
        "points at a boundary have its two sides, others have none");
    assertTrue(warehouse.read(Table.POINTS).where("region = 'boundary'").count() > 0);
    assertEquals(2, warehouse.read(Table.IMAGES).count());
    for (Table table : List.of(Table.POINTS, Table.FRAMES, Table.REJECTS)) {
      assertEquals(1, warehouse.read(table).inputFiles().length, "files of few rows: " + table);
    }
    List<String> rejects =
        texts(
            warehouse,
            Table.REJECTS,
            "concat_ws('|', stage, frame_id, reason, string(source_line IS NULL), detail)");
    assertTrue(
        rejects
            .get(1)
            .startsWith(
                "ingest|official_splits/train/broken/rgb_00001.jpg|file_unreadable|true|"
                    + "official_splits/train/broken/sync_depth_00001.png"),
        rejects::toString);

    assertTrue(ingest(warehouse, "nyuv2", "nyuv2", 20).unchanged());
  }

  /** The pictures of shards stay where they are, and are found again by their bytes' places. */
  @Test
  void picturesInShardsAreNamedByTheirPlaces() throws Exception {
    Warehouse warehouse = new Warehouse(TestSpark.session(), dir.resolve("w").toString());
    Map<String, String> options = Map.of();
    IngestResult result = ingest(warehouse, "webdataset", "webdataset", 20, LabelKind.Z, options);

    assertEquals(5, result.frames());
    assertEquals(0, warehouse.read(Table.IMAGES).count());
    for (Row row :
        warehouse
            .read(Table.FRAMES)
            .select("container_uri", "byte_offset", "byte_length", "image_sha256", "depth_part")
            .collectAsList()) {
      byte[] shard = Files.readAllBytes(Path.of(row.getString(0).replaceFirst("^file:", "")));
      int from = (int) row.getLong(1);
      byte[] image = Arrays.copyOfRange(shard, from, from + (int) row.getLong(2));
      assertEquals(row.getString(3), Ids.sha256Hex(image));
      assertTrue(row.getString(4).matches(".*\\.depth\\.(png|npy)@\\d+\\+\\d+"), row::toString);
    }
    assertTrue(ingest(warehouse, "webdataset", "webdataset", 20, LabelKind.Z, options).unchanged());
  }

  /** What only the picture shows: it is turned, or not of its camera's size. */
  @Test
  void picturesAreLookedAt() {
    Warehouse warehouse = new Warehouse(TestSpark.session(), dir.resolve("w").toString());
    IngestResult result =
        ingest(
            warehouse,
            "depth-folder",
            "depth-folder",
            20,
            LabelKind.RADIAL,
            Map.of("camera", "30,31,15.5,11.5"));
    assertEquals(1, result.rejectsByReason().get("image_rotated"));
    assertEquals(1, result.rejectsByReason().get("size_disagrees"));
    assertEquals(
        List.of("radial"),
        texts(warehouse, Table.POINTS, "label_kind").stream().distinct().toList());
  }

  /** Depth and cameras may not be read from elsewhere, as pictures may not. */
  @Test
  void linksThatLeaveTheInputFolderAreNotFollowed() throws Exception {
    Path golden = GOLDEN.resolve("depth-folder/input/other");
    Path own = dir.resolve("own");
    for (String folder : List.of("images", "depth", "cameras", "outside")) {
      Files.createDirectories(own.resolve(folder));
    }
    Path secret = Files.writeString(dir.resolve("secret.txt"), "token-4711");
    for (String name : List.of("inside", "depth", "camera")) {
      Files.copy(golden.resolve("images/npy.jpg"), own.resolve("images/" + name + ".jpg"));
      Files.copy(golden.resolve("depth/npy.npy"), own.resolve("depth/" + name + ".npy"));
      Files.copy(golden.resolve("cameras/npy.txt"), own.resolve("cameras/" + name + ".txt"));
    }
    Path elsewhere = Files.move(own.resolve("depth/depth.npy"), dir.resolve("depth.npy"));
    Files.createSymbolicLink(own.resolve("depth/depth.npy"), elsewhere);
    Files.delete(own.resolve("cameras/camera.txt"));
    Files.createSymbolicLink(own.resolve("cameras/camera.txt"), secret);

    Warehouse warehouse = new Warehouse(TestSpark.session(), dir.resolve("w").toString());
    IngestResult result = ownFolder(warehouse, own, ImageLinks.INSIDE);
    assertEquals(1, result.frames());
    assertEquals(Map.of("path_outside_root", 2L), result.rejectsByReason());
    assertTrue(
        texts(warehouse, Table.REJECTS, "detail").stream().noneMatch(t -> t.contains("4711")));
    assertEquals(2, ownFolder(warehouse, own, ImageLinks.ANYWHERE).frames());
  }

  private static IngestResult ownFolder(Warehouse warehouse, Path own, ImageLinks links) {
    ReaderOptions options =
        new ReaderOptions(
            LabelKind.Z,
            LabelMode.CORRECTED,
            new PointSampling(5, 1),
            BoundaryRule.DEFAULT,
            null,
            Map.of("cameras", "cameras"));
    IngestRequest request =
        new IngestRequest(
            "own", DatasetFormats.get("depth-folder"), own.toString(), null, null, options, links);
    return new IngestJob(warehouse, request, ImageLimits.DEFAULT).run(Progress.SILENT);
  }

  @Test
  void aFolderOfAnotherLayoutIsTheUsersToMend() {
    Warehouse warehouse = new Warehouse(TestSpark.session(), dir.resolve("w").toString());
    UserError error = assertThrows(UserError.class, () -> ingest(warehouse, "ddad", "nyuv2", 5));
    assertTrue(error.getMessage().startsWith("no JSON file in file:"), error::getMessage);
    assertTrue(error.getMessage().contains("--input takes the folder that has ddad.json"));
  }

  private static IngestResult ingest(
      Warehouse warehouse, String format, String folder, int points) {
    return ingest(warehouse, format, folder, points, null, Map.of());
  }

  private static IngestResult ingest(
      Warehouse warehouse,
      String format,
      String folder,
      int points,
      LabelKind kind,
      Map<String, String> extra) {
    ReaderOptions options =
        new ReaderOptions(
            kind,
            LabelMode.CORRECTED,
            new PointSampling(points, 1),
            BoundaryRule.DEFAULT,
            null,
            extra);
    String input = GOLDEN.resolve(folder).resolve("input").toString();
    IngestRequest request =
        new IngestRequest(
            format, DatasetFormats.get(format), input, null, null, options, ImageLinks.INSIDE);
    return new IngestJob(warehouse, request, ImageLimits.DEFAULT).run(Progress.SILENT);
  }

  private static List<String> texts(Warehouse warehouse, Table table, String expression) {
    return warehouse.read(table).selectExpr(expression).collectAsList().stream()
        .map((Row row) -> row.getString(0))
        .sorted()
        .toList();
  }
}
