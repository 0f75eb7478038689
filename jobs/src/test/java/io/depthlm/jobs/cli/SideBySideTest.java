package io.depthlm.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code conf/sweeps/side-by-side.conf}: a model in words, an endpoint, a depth network and
 * constants on the same questions. The endpoint is one of this test, which says 2.5 to all.
 */
class SideBySideTest {
  private static final byte[] ANSWER =
      "{\"choices\":[{\"message\":{\"content\":\"<answer> 2.5 </answer>\"}}]}".getBytes(UTF_8);

  /** The entry with its folder as it lies from here. */
  private static final String TINY =
      "{like = depthlm-tiny, name = depthlm-tiny, uri = \"../models/depthlm-tiny\"}";

  @TempDir Path folder;

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, ANSWER.length);
    exchange.getResponseBody().write(ANSWER);
    exchange.close();
  }

  @Test
  void allKindsOfModelsAnswerTheSameQuestionsAndMapsAreKept() throws IOException {
    String scenes = folder.resolve("scenes").toString();
    String network = folder.resolve("network").toString();
    String warehouse = folder.resolve("warehouse").toString();
    Cli.succeed("checkpoint random --family depth_anything --size tiny --out '" + network + "'");
    Cli.succeed(
        "synth --frames 3 --seed 5 --size 128x96 --points 8 --label-kind radial --out '%s'"
            .formatted(scenes));
    Cli.succeed(
        "ingest --format jsonl --label-kind radial --dataset drawn --input '%s' --warehouse '%s'"
            .formatted(scenes, warehouse));
    Path conf = Files.writeString(folder.resolve("side-by-side.conf"), conf(network));
    Cli.succeed(
        "sweep --conf '%s' --set evaluate.bootstrap_replicates=20 --warehouse '%s'"
            .formatted(conf, warehouse));
    String asked = "SELECT count(*) / 5 FROM predictions"; // five models, the same questions
    assertEquals(
        requests.get(),
        Double.parseDouble(Cli.csv(asked, warehouse).split("\n")[1]),
        "one request for each question");
    assertEquals(
        """
        model,same,answered,calls
        constant-2m,true,true,
        constant-5m,true,true,
        depthlm-tiny,true,true,
        random-network,true,true,3
        served,true,true,
        """,
        Cli.csv(
            """
            WITH asked AS (
              SELECT model, count(*) AS n, count_if(parse_status = 'ok') AS ok,
                count(DISTINCT frame_id, latency_ms, batch_size) AS calls
              FROM predictions JOIN run_cells USING (run_id, variant_id, dataset, task)
              GROUP BY model)
            SELECT model, n = max(n) OVER () AS same, ok = n AS answered,
              CASE WHEN model = 'random-network' THEN calls END AS calls
            FROM asked ORDER BY model\
            """,
            warehouse));
    Cli.Run board = Cli.run("leaderboard", "--warehouse", warehouse);
    assertEquals(0, board.code(), board.err());
    for (String model : new String[] {"depthlm-tiny", "served", "random-network", "constant-2m"}) {
      assertTrue(board.out().contains("\n" + model + " "), board.out());
    }
    theMapsAreThoseOfTheFrames(network, conf, warehouse);
  }

  private void theMapsAreThoseOfTheFrames(String network, Path conf, String warehouse)
      throws IOException {
    Map<Path, byte[]> maps = maps(warehouse);
    String variant =
        Cli.csv("SELECT variant_id FROM run_cells WHERE model = 'random-network'", warehouse)
            .split("\n")[1];
    assertEquals(
        Cli.csv("SELECT frame_id FROM frames ORDER BY frame_id", warehouse)
            .lines()
            .skip(1)
            .map(frame -> Path.of("maps", variant, "drawn", frame.replace("/", "%2F") + ".npz"))
            .collect(Collectors.toCollection(TreeSet::new)),
        maps.keySet());
    // A run of its own writes the same maps again, and takes back one that was damaged.
    Path first = Path.of(warehouse).resolve(maps.keySet().iterator().next());
    Files.write(first, new byte[] {1, 2, 3});
    Files.deleteIfExists(first.resolveSibling("." + first.getFileName() + ".crc"));
    Cli.succeed(
        "predict --conf '%s' --set 'models=[{name = random-network, engine = dense, uri = \"%s\","
                .formatted(conf, network)
            + " maps = keep}]' --run-id again --warehouse '%s'".formatted(warehouse));
    Map<Path, byte[]> again = maps(warehouse);
    assertEquals(maps.keySet(), again.keySet());
    maps.forEach((path, bytes) -> assertArrayEquals(bytes, again.get(path), path::toString));
  }

  /** The shipped sweep with the network's folder, whose maps are kept, and the test's endpoint. */
  private String conf(String network) throws IOException {
    String shipped = Files.readString(Path.of("../conf/sweeps/side-by-side.conf"));
    String here =
        shipped
            .replace("  depthlm-tiny\n", "  " + TINY + "\n")
            .replace("uri = \"random-network\"", "uri = \"%s\", maps = keep".formatted(network))
            .replace(
                "name = served,",
                "name = served, endpoints = [\"http://127.0.0.1:%d/v1\"],"
                    .formatted(server.getAddress().getPort()));
    assertTrue(
        here.contains(TINY) && here.contains("maps = keep") && here.contains("127.0.0.1"), here);
    return here;
  }

  /** The files below maps/ by their paths in the warehouse, without Hadoop's checksums. */
  private static Map<Path, byte[]> maps(String warehouse) throws IOException {
    Path root = Path.of(warehouse);
    Map<Path, byte[]> maps = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root.resolve("maps"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".crc")) {
          maps.put(root.relativize(file), Files.readAllBytes(file));
        }
      }
    }
    return maps;
  }
}
