package io.depthlm.jobs.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven by its debugging protocol over the loopback interface.
 * The program is {@code CHROMIUM}, or one of the usual names on the path.
 */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_S = 60;

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> loads = new LinkedBlockingQueue<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private int id;

  private Chromium(Process process, URI page) throws Exception {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Listener())
            .get(PATIENCE_S, TimeUnit.SECONDS);
    send("Page.enable", Map.of());
    send("Runtime.enable", Map.of());
    send("Log.enable", Map.of());
  }

  static Chromium start(Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = out.readLine()) != null) {
      if (line.contains("DevTools listening on ws://")) {
        String host = URI.create(line.substring(line.indexOf("ws://"))).getAuthority();
        Thread drain = new Thread(() -> drain(out), "chromium-output");
        drain.setDaemon(true);
        drain.start();
        return new Chromium(process, page(host));
      }
    }
    process.destroy();
    throw new IllegalStateException("Chromium ended before it listened");
  }

  /** A full pipe would stop the browser. */
  private static void drain(BufferedReader out) {
    try {
      while (out.readLine() != null) {
        // of no interest
      }
    } catch (IOException e) {
      // the browser was closed
    }
  }

  private static Path program() {
    String named = System.getenv("CHROMIUM");
    if (named != null) {
      return Path.of(named);
    }
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no Chromium on the path; name one in CHROMIUM"));
  }

  private static URI page(String host) throws IOException, InterruptedException {
    HttpResponse<String> list =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://" + host + "/json/list")).build(),
                HttpResponse.BodyHandlers.ofString());
    for (JsonNode target : JSON.readTree(list.body())) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new IllegalStateException("Chromium has no page: " + list.body());
  }

  /** What went wrong on the page: errors of scripts, and what its policy refused. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** The size of the window, and which colours are wished for: light or dark. */
  void show(int widthPx, int heightPx, String colours) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", widthPx, "height", heightPx, "deviceScaleFactor", 1, "mobile", false));
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  /** Whether pages run scripts. */
  void scripts(boolean run) throws Exception {
    send("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  /** Opens a file and waits until it is loaded. */
  void open(Path file) throws Exception {
    loads.clear();
    send("Page.navigate", Map.of("url", file.toUri().toString()));
    if (loads.poll(PATIENCE_S, TimeUnit.SECONDS) == null) {
      throw new IllegalStateException("not loaded: " + file);
    }
  }

  /** The value of an expression. */
  JsonNode value(String expression) throws Exception {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** A picture of the window, or of the page from top to bottom. */
  void screenshot(Path png, int fromPx, int heightPx) throws Exception {
    JsonNode shot =
        send(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of(
                    "x",
                    0,
                    "y",
                    fromPx,
                    "width",
                    value("innerWidth").asInt(),
                    "height",
                    heightPx,
                    "scale",
                    1)));
    Files.write(png, Base64.getDecoder().decode(shot.path("data").asText()));
  }

  private JsonNode send(String method, Map<String, Object> parameters) throws Exception {
    ObjectNode message = JSON.createObjectNode();
    message.put("id", ++id);
    message.put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(JSON.writeValueAsString(message), true).get(PATIENCE_S, TimeUnit.SECONDS);
    while (true) {
      JsonNode reply = replies.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (reply == null || reply.has("error")) {
        throw new IllegalStateException(method + ": " + reply);
      }
      if (reply.path("id").asInt() == id) {
        return reply.path("result");
      }
    }
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(String message) {
      try {
        JsonNode json = JSON.readTree(message);
        switch (json.path("method").asText()) {
          case "" -> replies.add(json);
          case "Page.loadEventFired" -> loads.add(json);
          case "Runtime.exceptionThrown" -> faults.add(json.path("params").toString());
          case "Log.entryAdded" -> faults.add(json.path("params").path("entry").toString());
          default -> {
            // of no interest here
          }
        }
      } catch (IOException e) {
        faults.add(e.toString());
      }
    }
  }
}
