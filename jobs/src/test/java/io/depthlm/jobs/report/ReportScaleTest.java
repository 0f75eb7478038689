package io.depthlm.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.jobs.GeneratedRuns;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.evaluate.EvaluateJob;
import io.depthlm.jobs.evaluate.EvaluateRequest;
import io.depthlm.jobs.report.page.HtmlPage;
import io.depthlm.jobs.report.page.RunPage;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a run with 1,024,000 predictions: neither its size nor what the driver takes in grows
 * with them. The pages are left under {@code target/pages}, where {@code BrowserTest} opens them:
 * {@code PAGES=target/pages}.
 */
@Tag("scale")
class ReportScaleTest {
  private static final long SMALL_FRAMES = 500;
  private static final long LARGE_FRAMES = 4_000;
  private static final List<String> VARIANTS = List.of("0a", "0b");
  private static final long MOST_BYTES = 10_000_000;

  @TempDir Path folder;

  /** The page's size and the results of the tasks that made it. */
  private record Made(long pageBytes, long driverBytes, double seconds) {}

  @Test
  void thePageOfAMillionPredictionsIsAsSmallAsThatOfFew() throws Exception {
    Path picture = folder.resolve("picture.png");
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 640 * 480; i++) {
      image.setRGB(i % 640, i / 640, i * 2654435 & 0x7f7f7f);
    }
    ImageIO.write(image, "png", picture.toFile());
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    Made small = page(warehouse, picture, "small", SMALL_FRAMES);
    Made large = page(warehouse, picture, "large", LARGE_FRAMES);
    System.out.printf("report: %s and %s%n", small, large);
    assertTrue(large.pageBytes < MOST_BYTES, large.toString());
    assertTrue(large.pageBytes < 1.2 * small.pageBytes, small + " and " + large);
    assertTrue(large.driverBytes < 1.5 * small.driverBytes + 1e6, small + " and " + large);
  }

  private static Made page(Warehouse warehouse, Path picture, String runId, long frames)
      throws Exception {
    GeneratedRuns runs = new GeneratedRuns(warehouse);
    runs.frames(runId, frames, picture.toUri());
    runs.plan(runId, runId, frames);
    for (String variant : VARIANTS) {
      runs.answers(runId, variant, runId, frames);
    }
    new TestTables(warehouse).run(runId);
    new EvaluateJob(warehouse, new EvaluateRequest(runId, Map.of(), Bootstrap.DEFAULT))
        .run(Progress.SILENT);
    AtomicLong results = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            results.addAndGet(end.taskMetrics().resultSize());
          }
        };
    warehouse.spark().sparkContext().addSparkListener(listener);
    long start = System.nanoTime();
    RunReport report = new ReportJob(warehouse, runId).run();
    String html = HtmlPage.of(RunPage.of(report));
    double seconds = (System.nanoTime() - start) / 1e9;
    warehouse.spark().sparkContext().listenerBus().waitUntilEmpty();
    warehouse.spark().sparkContext().removeSparkListener(listener);
    for (RunReport.Cell cell : report.cells()) {
      assertEquals(
          frames * GeneratedRuns.POINTS_PER_FRAME,
          cell.answers().places().stream().mapToLong(RunReport.Place::count).sum());
    }
    Path pages = Files.createDirectories(Path.of("target/pages"));
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    Files.write(pages.resolve(runId + "-run.html"), bytes);
    return new Made(bytes.length, results.get(), seconds);
  }
}
