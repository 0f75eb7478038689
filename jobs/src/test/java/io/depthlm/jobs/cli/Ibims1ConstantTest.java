package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "Always 2.0 m" on the 10,000 points of the real iBims-1 frames, through every stage. The expected
 * figures are NumPy's over the file's labels.
 */
@Tag("ibims1")
class Ibims1ConstantTest {
  @TempDir Path folder;

  @Test
  void theShippedSweepScoresWhatTheLabelsSay() {
    String frames = System.getProperty("ibims1.dir");
    assertNotNull(frames, "give the folder of the frames: -Dibims1.dir=DIR");
    String warehouse = folder.resolve("warehouse").toString();
    Cli.Run ingest =
        Cli.run(
            "ingest",
            "--dataset",
            "ibims1",
            "--format",
            "jsonl",
            "--input",
            frames,
            "--label-kind",
            "z",
            "--warehouse",
            warehouse);
    assertEquals(0, ingest.code(), ingest.err());
    Cli.Run sweep =
        Cli.run("sweep", "--conf", "../conf/sweeps/ibims1-constant.conf", "--warehouse", warehouse);
    assertEquals(0, sweep.code(), sweep.err());
    assertEquals(
        "focal_px,n\n750.0,10000\n1000.0,10000\n",
        Cli.csv(
            "SELECT focal_px, count(*) AS n FROM predictions JOIN run_cells"
                + " USING (run_id, variant_id, dataset) GROUP BY focal_px ORDER BY focal_px",
            warehouse));
    String overall =
        " FROM metrics JOIN run_cells USING (run_id, variant_id, dataset) WHERE slice = 'all' AND"
            + " aggregation = 'pooled' AND metric = 'delta1' ORDER BY focal_px";
    assertEquals(
        "delta1,n_points,n_images,n_rejected,n_excluded\n"
            + "0.2819,10000,100,0,0\n0.2819,10000,100,0,0\n",
        Cli.csv(
            "SELECT round(value, 6) AS delta1, n_points, n_images, n_rejected, n_excluded"
                + overall,
            warehouse));
  }

  /**
   * The authors' raw layout and the curated form are two ways to the same labels: made of the same
   * points, they are the same points in the tables and score the same.
   */
  @Test
  void theRawLayoutAndTheCuratedFormAgree() throws IOException {
    String frames = System.getProperty("ibims1.dir");
    assertNotNull(frames, "give the folder of the frames: -Dibims1.dir=DIR");
    String warehouse = folder.resolve("warehouse").toString();
    String raw = rawLayout(Path.of(frames)).toString();
    Cli.succeed(
        "ingest --dataset ibims1 --format jsonl --label-kind z --input '%s' --warehouse '%s'"
            .formatted(frames, warehouse));
    Cli.succeed(
        "ingest --dataset raw --format ibims1 --points-per-frame 0 --input '%s' --warehouse '%s'"
            .formatted(raw, warehouse));
    assertEquals(
        "points,frames,same\n10000,100,10000\n",
        Cli.csv(
            """
            WITH of AS (SELECT dataset, regexp_extract(frame_id, '([^/]+)[.]png', 1) AS name,
                x_px, y_px, z_m, radial_m FROM points)
            SELECT count(*) AS points, count(DISTINCT name) AS frames,
              count_if(abs(a.z_m - b.z_m) < 1e-9 AND abs(a.radial_m - b.radial_m) < 1e-9) AS same
            FROM (SELECT * FROM of WHERE dataset = 'ibims1') a
              FULL JOIN (SELECT * FROM of WHERE dataset = 'raw') b USING (name, x_px, y_px)\
            """,
            warehouse));
    Cli.succeed(
        "sweep --conf ../conf/sweeps/ibims1-constant.conf --set 'datasets=[ibims1, raw]' --set"
            + " 'focal_px=[750]' --warehouse '%s'".formatted(warehouse));
    String[] scores =
        Cli.csv(
                """
                SELECT metric, count(DISTINCT dataset), max(value) - min(value) < 1e-9,
                  max(n_points), min(n_points), round(max(value), 4)
                FROM metrics WHERE slice = 'all' AND aggregation = 'pooled'
                  AND metric IN ('delta1', 'abs_rel', 'rmse') GROUP BY metric ORDER BY metric\
                """,
                warehouse)
            .split("\n");
    assertEquals("abs_rel,2,true,10000,10000,0.3948", scores[1]);
    assertEquals("delta1,2,true,10000,10000,0.2819", scores[2]);
    assertTrue(scores[3].startsWith("rmse,2,true,10000,10000,"), scores[3]);
  }

  /** {@code rgb}, {@code depth} and {@code calib} with the labelled pixels and nothing else. */
  private Path rawLayout(Path curated) throws IOException {
    Path raw = folder.resolve("ibims1_core_raw");
    for (String kind : List.of("rgb", "depth", "calib")) {
      Files.createDirectories(raw.resolve(kind));
    }
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(curated.resolve("ibims1_val.jsonl"))) {
      JsonNode row = json.readTree(line);
      Path image = curated.resolve(row.get("image").asText());
      String name = image.getFileName().toString().replace(".png", "");
      Files.copy(image, raw.resolve("rgb/" + name + ".png"));
      JsonNode k = row.get("intrinsics");
      Files.writeString(
          raw.resolve("calib/" + name + ".txt"),
          k.get(0) + "," + k.get(1) + "," + k.get(2) + "," + k.get(3));
      BufferedImage depth = new BufferedImage(640, 480, BufferedImage.TYPE_USHORT_GRAY);
      for (int i = 0; i < row.get("depth").size(); i++) {
        JsonNode pixel = row.get("pixel_coords").get(i);
        int value = (int) Math.rint(row.get("depth").get(i).asDouble() * 65535 / 50);
        depth.getRaster().setSample(pixel.get(0).asInt(), pixel.get(1).asInt(), 0, value);
      }
      ImageIO.write(depth, "png", raw.resolve("depth/" + name + ".png").toFile());
    }
    return raw;
  }
}
