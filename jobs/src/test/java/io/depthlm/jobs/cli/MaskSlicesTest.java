package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The masks of a raw data set as slices of its figures: iBims-1, with and without glass. */
class MaskSlicesTest {
  @TempDir Path folder;

  @Test
  void figuresAreGivenWithAndWithoutTransparentPoints() throws IOException {
    String warehouse = folder.resolve("w").toString();
    String golden = "../common/src/test/resources/golden/dataset/raw/ibims1/input";
    Cli.succeed(
        "ingest --dataset ibims1 --format ibims1 --points-per-frame 60 --input '%s' --warehouse '%s'"
            .formatted(golden, warehouse));
    Path conf =
        Files.writeString(
            folder.resolve("always.conf"),
            """
            datasets = [ibims1]
            models = [constant-2m]
            tasks = [axis_distance]
            markers = [text]
            focal_px = [native]
            compare_as = z
            evaluate.bootstrap_replicates = 20
            """);
    Cli.succeed("sweep --conf '%s' --warehouse '%s'".formatted(conf, warehouse));
    // Each slice has the points that the table has and that were asked (two frames show one
    // picture),
    // and their share of right answers.
    String expected =
        Cli.csv(
            """
            SELECT concat('mask_transparent=', mask_transparent) AS slice, count(*) AS n_points,
              round(avg(if(greatest(z_m / 2, 2 / z_m) < 1.25, 1, 0)), 6) AS delta1
            FROM points LEFT ANTI JOIN rejects USING (frame_id, point_id)
            WHERE mask_transparent IS NOT NULL GROUP BY ALL ORDER BY slice\
            """,
            warehouse);
    assertEquals(3, expected.lines().count(), expected);
    assertEquals(
        expected,
        Cli.csv(
            """
            SELECT slice, n_points, round(value, 6) AS delta1 FROM metrics
            WHERE slice LIKE 'mask_transparent%' AND metric = 'delta1' AND aggregation = 'pooled'
            ORDER BY slice\
            """,
            warehouse));
    String board =
        Cli.succeed(
                "leaderboard --slice mask_transparent=false --format csv --warehouse '%s'"
                    .formatted(warehouse))
            .out();
    assertTrue(board.contains("constant-2m"), board);
  }
}
