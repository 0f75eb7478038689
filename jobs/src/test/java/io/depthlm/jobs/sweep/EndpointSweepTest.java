package io.depthlm.jobs.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep against a server that refuses, fails and limits, and the resume when it is well again.
 */
class EndpointSweepTest {
  private static final String KEY_VARIABLE = "DEPTHLM_TEST_KEY";
  private static final int MAX_REQUESTS = 2;
  private static final String GOOD =
      "{\"model\":\"served-1\",\"system_fingerprint\":\"fp_9\",\"choices\":"
          + "[{\"message\":{\"content\":\"<answer> 2.5 </answer>\"}}],"
          + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}";
  private static final String REFUSAL =
      "{\"choices\":[{\"message\":{\"refusal\":\"not this one\"}}]}";

  /** What the server does with a question, by its words. */
  private enum Mood {
    WELL,
    BROKEN,
    BUSY_AT_FIRST,
    REFUSING
  }

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Integer> requests = new ConcurrentHashMap<>();
  private volatile boolean wellAgain;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String key = exchange.getRequestHeaders().getFirst("Authorization");
    int request = requests.merge(body, 1, Integer::sum);
    if (!("Bearer " + System.getenv(KEY_VARIABLE)).equals(key)) {
      send(exchange, 401, "");
      return;
    }
    switch (wellAgain && mood(body) != Mood.REFUSING ? Mood.WELL : mood(body)) {
      case WELL -> send(exchange, 200, GOOD);
      case REFUSING -> send(exchange, 200, REFUSAL);
      case BROKEN -> send(exchange, 500, "{\"error\":{\"message\":\"with key " + key + "\"}}");
      case BUSY_AT_FIRST -> {
        exchange.getResponseHeaders().add("Retry-After", "0");
        send(exchange, request == 1 ? 429 : 200, GOOD);
      }
    }
  }

  private static Mood mood(String body) {
    return Mood.values()[Math.floorMod(body.hashCode(), Mood.values().length)];
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void everyQuestionEndsInARowAndAResumeAsksOnlyWhatMaySucceed() throws IOException {
    assertNotNull(System.getenv(KEY_VARIABLE), "the build sets it");
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("w").toString());
    TestFrames.write(
        warehouse,
        folder,
        "rooms",
        IntStream.range(0, 4)
            .mapToObj(
                f ->
                    new Frame(
                        "f" + f,
                        TestFrames.png(f, 60, 40),
                        new Intrinsics(50, 50, 30, 20, 60, 40),
                        TestFrames.points(10)))
            .toList());
    SweepJob job = job(warehouse);

    assertEquals("mine", run(job).runId());
    assertEquals(40, requests.size(), "each question has its own words");
    Map<Mood, Long> planned =
        requests.keySet().stream()
            .collect(Collectors.groupingBy(EndpointSweepTest::mood, Collectors.counting()));
    assertEquals(4, planned.size(), "every mood was met: " + planned);
    assertEquals(
        Map.of(
            "ok null", planned.get(Mood.WELL) + planned.get(Mood.BUSY_AT_FIRST),
            "failed http_server_error", planned.get(Mood.BROKEN),
            "failed http_model_refused", planned.get(Mood.REFUSING)),
        outcomes(warehouse, 0));
    requests.forEach(
        (body, n) ->
            assertEquals(
                mood(body) == Mood.BROKEN || mood(body) == Mood.BUSY_AT_FIRST ? MAX_REQUESTS : 1,
                n));

    Map<String, Integer> before = Map.copyOf(requests);
    wellAgain = true;
    run(job);
    requests.forEach(
        (body, n) -> assertEquals(before.get(body) + (mood(body) == Mood.BROKEN ? 1 : 0), n));
    assertEquals(Map.of("ok null", planned.get(Mood.BROKEN)), outcomes(warehouse, 1));

    Row service =
        warehouse
            .read(Table.PREDICTIONS)
            .where("parse_status = 'ok'")
            .selectExpr(
                "min(service_model)", "max(service_fingerprint)", "sum(cost_usd)", "count(*)")
            .head();
    assertEquals("served-1", service.getString(0));
    assertEquals("fp_9", service.getString(1));
    assertEquals(0.003 * service.getLong(3), service.getDouble(2), 1e-12);
    assertFalse(holds(folder, System.getenv(KEY_VARIABLE)), "the key was written");
  }

  /** Counts of one attempt by state and code. */
  private static Map<String, Long> outcomes(Warehouse warehouse, int attempt) {
    return warehouse
        .read(Table.PREDICTIONS)
        .where("attempt = " + attempt)
        .groupBy("parse_status", "error_code")
        .count()
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(
                row -> row.getString(0) + " " + row.getString(1), row -> row.getLong(2)));
  }

  private static boolean holds(Path root, String text) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertTrue(all.size() > 20, all::toString);
      for (Path file : all) {
        // Byte for byte, whatever the file holds.
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
      return false;
    }
  }

  private static SweepResult run(SweepJob job) {
    return job.run("mine", SweepJob.Stage.EVALUATE, PredictJob.Reuse.NOTHING, Progress.SILENT);
  }

  private SweepJob job(Warehouse warehouse) throws IOException {
    String text =
        """
        datasets = [rooms]
        models = [{like = endpoint, name = served, endpoints = ["http://127.0.0.1:%d/v1"],
          model = m, key_from = %s, max_requests = %d, prompt_price = 2, answer_price = 10}]
        tasks = [axis_distance]
        markers = [text]
        focal_px = [50]
        compare_as = z
        evaluate.bootstrap_replicates = 10
        """
            .formatted(server.getAddress().getPort(), KEY_VARIABLE, MAX_REQUESTS);
    Path file = Files.writeString(folder.resolve("sweep.conf"), text);
    return new SweepJob(
        warehouse,
        new SweepLoader(TextSource.local(), List.of("../conf")).load(file.toString(), List.of()));
  }
}
