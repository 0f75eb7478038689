package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
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
        csv(
            "SELECT focal_px, count(*) AS n FROM predictions JOIN run_cells"
                + " USING (run_id, variant_id, dataset) GROUP BY focal_px ORDER BY focal_px",
            warehouse));
    String overall =
        " FROM metrics JOIN run_cells USING (run_id, variant_id, dataset) WHERE slice = 'all' AND"
            + " aggregation = 'pooled' AND metric = 'delta1' ORDER BY focal_px";
    assertEquals(
        "delta1,n_points,n_images,n_rejected,n_excluded\n"
            + "0.2819,10000,100,0,0\n0.2819,10000,100,0,0\n",
        csv(
            "SELECT round(value, 6) AS delta1, n_points, n_images, n_rejected, n_excluded"
                + overall,
            warehouse));
  }

  private static String csv(String statement, String warehouse) {
    Cli.Run run = Cli.run("sql", statement, "--format", "csv", "--warehouse", warehouse);
    assertEquals(0, run.code(), run.err());
    return run.out();
  }
}
