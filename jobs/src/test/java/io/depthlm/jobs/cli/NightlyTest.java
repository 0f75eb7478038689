package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.Gauge;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.meter.Meter;
import io.depthlm.jobs.meter.Meters;
import io.depthlm.jobs.meter.MetersPlugin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** Two nights, the second with a worse model, and a person who accepts it. */
class NightlyTest {
  @TempDir private Path folder;

  private Cli.Run run(String line) {
    return Cli.run(
        Cli.shellWords(line.formatted(folder) + " --warehouse " + folder + "/warehouse"));
  }

  /** What the sinks of Spark's metrics system read. */
  private static double gauge(String name) {
    for (Source source :
        JavaConverters.seqAsJavaList(
            SparkEnv.get()
                .metricsSystem()
                .getSourcesByName("plugin." + MetersPlugin.class.getName()))) {
      Gauge<?> gauge = source.metricRegistry().getGauges().get(name);
      if (gauge != null) {
        return (Double) gauge.getValue();
      }
    }
    throw new AssertionError("nobody registered " + name);
  }

  @Test
  void aNightIsHeldAgainstTheLastThatWasAccepted() throws Exception {
    TestSpark.session();
    assertEquals(
        0,
        Cli.run(
                Cli.shellWords(
                    "synth --frames 8 --seed 3 --fast --points 10 --out " + folder + "/frames"))
            .code());
    assertEquals(
        0,
        run("ingest --dataset drawn --format jsonl --input %s/frames --label-kind radial").code());
    Path conf = folder.resolve("nightly.conf");
    Files.writeString(
        conf,
        """
        datasets = [drawn]
        models = [{like = constant-2m, name = candidate}]
        tasks = [distance]
        focal_px = [300]
        compare_as = radial
        """);
    String sweep = "sweep --conf %1$s/nightly.conf --baseline accepted --accept";
    String rules = " --fail-if-worse delta1,abs_rel,coverage=0.001,speed=0.001/s";

    Cli.Run none = run("compare --run nothing --baseline accepted");
    assertEquals(2, none.code());
    assertTrue(none.err().contains("there is no run 'nothing'"), none.err());

    double before = gauge("questions");
    Cli.Run first = run(sweep + rules + " --run-id night-{date}");
    assertEquals(0, first.code(), first.err());
    String firstId = "night-" + LocalDate.now(ZoneOffset.UTC);
    assertTrue(
        first.out().contains("gate: the first run of its sweep, there is none to hold it against"),
        first.out());
    assertTrue(first.out().contains("gate: run " + firstId + " is accepted"), first.out());

    int counted = (int) (gauge("questions") - before);
    assertTrue(
        counted > 0 && first.out().contains("asked now: " + counted + "\n"),
        "Spark's metrics system shows " + counted + ": " + first.out());
    assertTrue(gauge("device_seconds") > 0);
    assertTrue(gauge("queue_wait_seconds") > 0);
    assertEquals(gauge("engine_loads"), Meters.ofProcess().of(Meter.ENGINE_LOADS));
    long giveUp = System.nanoTime() + 30_000_000_000L;
    while (gauge("total.questions") < gauge("questions") && System.nanoTime() < giveUp) {
      Thread.sleep(100);
    }
    assertEquals(gauge("questions"), gauge("total.questions"), "the driver's sum over executors");

    Files.writeString(
        conf, Files.readString(conf).replace("name = candidate", "name = candidate, depth_m = 90"));
    Cli.Run second = run(sweep + rules + " --run-id second");
    assertEquals(4, second.code(), second.err());
    assertTrue(second.out().contains("second against " + firstId), second.out());
    assertTrue(
        second.out().contains("gate: drawn distance candidate: abs_rel is worse: "), second.out());
    assertFalse(second.out().contains("is accepted"), second.out());
    assertTrue(second.out().lines().reduce((a, b) -> b).orElseThrow().startsWith("run second; "));

    Cli.Run slow =
        run(
            "compare --run second --baseline second --accept"
                + " --fail-if-worse coverage,speed=1e12/s");
    assertEquals(4, slow.code());
    assertTrue(slow.out().contains("gate: drawn distance candidate: too slow: "), slow.out());

    Path page = folder.resolve("page.html");
    Cli.Run report = run("report --run second --out " + page);
    assertEquals(0, report.code(), report.err());
    String html = Files.readString(page);
    assertTrue(html.contains("<h1>Run second</h1>"), html);
    assertTrue(html.contains("class=\"dot\""), "answers against truths");
    assertTrue(html.contains("delta1 by distance, with its interval"), "by depth");
    assertTrue(html.contains("<h3>drawn, distance compared as "), "history of two runs");
    assertTrue(html.contains("data:image/jpeg;base64,"), "pictures of the gallery");
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.noneMatch(f -> f.toString().endsWith(".crc")));
    }

    Cli.Run byHand = run("compare --run second --baseline second --accept");
    assertEquals(0, byHand.code(), byHand.err());
    Cli.Run back = run("compare --run night-{date} --baseline accepted");
    assertEquals(0, back.code(), back.err());
    assertTrue(back.out().startsWith(firstId + " against second"), back.out());
  }

  @Test
  void aGateWithoutABaselineIsAMistake() {
    Cli.Run sweep = run("sweep --conf %s/none.conf --fail-if-worse delta1");
    assertEquals(2, sweep.code());
    assertTrue(
        sweep.err().startsWith("depthlm: --fail-if-worse and --accept need something"),
        sweep.err());
    Cli.Run compare = run("compare --run a");
    assertEquals(1, compare.code());
    assertTrue(compare.err().contains("Missing required option: '--baseline=ID'"), compare.err());
  }
}
