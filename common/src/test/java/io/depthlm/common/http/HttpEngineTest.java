package io.depthlm.common.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.http.HttpSettings.Image;
import io.depthlm.common.http.HttpSettings.Output;
import io.depthlm.common.http.HttpSettings.Prices;
import io.depthlm.common.http.HttpSettings.Probabilities;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.AnswerParser;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine against a server of the test, on a good day and on every bad one. */
@Timeout(60)
class HttpEngineTest {
  private static final String KEY = "sk-test-0123456789";
  private static final String GOOD =
      "{\"model\":\"m-2026-01-01\",\"system_fingerprint\":\"fp_1\",\"choices\":[{\"message\":{\"content\":\"<answer>"
          + " 2.5 </answer>\"}}],\"usage\":{\"prompt_tokens\":70,\"completion_tokens\":9}}";

  /** Writes the response to a request. */
  private interface Reply {
    void to(HttpExchange exchange, int request) throws Exception;
  }

  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Reply reply = (exchange, request) -> send(exchange, 200, GOOD);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(threads);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          int request = requests.incrementAndGet();
          keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          try {
            reply.to(exchange, request);
          } catch (Exception e) {
            // a client that gave up
          } finally {
            exchange.close();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aQuestionIsAskedWithItsPictureAndTheAnswerIsText() throws IOException {
    Answer answer = ask(spec(Image.PNG, 4, 5));
    assertEquals(
        new Answer.Said(
            "<answer> 2.5 </answer>",
            null,
            null,
            null,
            70,
            9,
            1,
            null,
            new Answer.Service("m-2026-01-01", "fp_1", null)),
        answer);
    JsonNode body = new ObjectMapper().readTree(bodies.get(0));
    assertEquals("the-model", body.path("model").asText());
    assertEquals(0, body.path("temperature").asInt(-1));
    assertEquals(16, body.path("max_tokens").asInt());
    assertEquals("</answer>", body.path("stop").path(0).asText());
    assertEquals(7, body.path("top_k").asInt());
    assertEquals("Be brief.", body.path("messages").path(0).path("content").asText());
    JsonNode parts = body.path("messages").path(1).path("content");
    assertEquals("How far is it?", parts.path(1).path("text").asText());
    assertEquals("low", parts.path(0).path("image_url").path("detail").asText());
    String uri = parts.path(0).path("image_url").path("url").asText();
    assertTrue(uri.startsWith("data:image/png;base64,"), uri.substring(0, 40));
    RgbImage seen =
        ImageDecoder.decode(
            Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)), ImageLimits.DEFAULT);
    assertEquals(RgbPixels.of(question().frames().get(0)), RgbPixels.of(seen));
    assertEquals("Bearer " + KEY, keys.get(0));
  }

  @Test
  void questionsAboutAPictureAsItIsCarryItUnpainted() throws IOException {
    PreparedFrame frame = question().frames().get(0).frame();
    List<Question> questions =
        List.of(
            new Question("a", "At 1, 2?", List.of(new MarkedFrame(frame, Marks.NONE))),
            new Question("b", "At 3, 4?", List.of(new MarkedFrame(frame, Marks.NONE))));
    try (DepthEngine engine = open(spec(Image.PNG, 1, 1))) {
      engine.answer(questions);
    }
    for (int i = 0; i < 2; i++) {
      String uri =
          new ObjectMapper()
              .readTree(bodies.get(i))
              .at("/messages/1/content/0/image_url/url")
              .asText();
      RgbImage seen =
          ImageDecoder.decode(
              Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)), ImageLimits.DEFAULT);
      assertEquals(RgbPixels.of(frame.image()), RgbPixels.of(seen));
    }
  }

  /** The bytes of a picture, comparable. */
  private record RgbPixels(String bytes) {
    static RgbPixels of(MarkedFrame frame) {
      return new RgbPixels(Base64.getEncoder().encodeToString(frame.painted()));
    }

    static RgbPixels of(RgbImage image) {
      return new RgbPixels(Base64.getEncoder().encodeToString(image.rgb()));
    }
  }

  @Test
  void picturesAreSentAsJpegWhereAsked() {
    ask(spec(Image.JPEG, 4, 5));
    assertTrue(bodies.get(0).contains("data:image/jpeg;base64,"));
  }

  /** Status, body, code of the failure, requests that were made of three allowed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429|{}|http_rate_limited|3",
        "500|boom|http_server_error|3",
        "503|<html>|http_server_error|3",
        "401|{\"error\":{\"message\":\"bad key sk-test-0123456789\"}}|http_unauthorized|1",
        "403|{}|http_unauthorized|1",
        "404|{\"error\":{\"message\":\"no model the-model\"}}|http_not_found|1",
        "400|{\"error\":{\"message\":\"too many pixels\"}}|http_request_refused|1",
        "302|{}|http_request_refused|1",
        "200|<html>|http_answer_invalid|1",
        "200|{\"choices\":[]}|http_answer_invalid|1",
        "200|{\"choices\":[{\"message\":{\"content\":null}}]}|http_answer_invalid|1",
        "200|[[[[[[[[[[[|http_answer_invalid|1",
        "200|{\"choices\":[{\"message\":{\"refusal\":\"no\"}}]}|http_model_refused|1",
      })
  void everyBadAnswerIsAFailureOfItsQuestion(int status, String body, String code, int asked) {
    reply = (exchange, request) -> send(exchange, status, body);
    Answer.Failed failed = assertInstanceOf(Answer.Failed.class, ask(spec(Image.PNG, 4, 3)));
    assertEquals(code, failed.errorCode());
    assertEquals(asked, requests.get());
    assertFalse(failed.detail().contains(KEY), failed.detail());
    assertFalse(failed.toString().contains(KEY));
  }

  @Test
  void whatFailsForAWhileIsAskedAgain() {
    reply =
        (exchange, request) -> {
          switch (request) {
            case 1 -> send(exchange, 503, "");
            case 2 -> {
              exchange.getResponseHeaders().add("Retry-After", "0");
              send(exchange, 429, "");
            }
            case 3 -> {
              exchange.sendResponseHeaders(200, 1000); // and ends in mid-body
              exchange.getResponseBody().write(GOOD.getBytes(UTF_8));
            }
            default -> send(exchange, 200, GOOD);
          }
        };
    assertInstanceOf(Answer.Said.class, ask(spec(Image.PNG, 4, 5)));
    assertEquals(4, requests.get());
  }

  @Test
  void theServersOwnPauseIsKept() {
    reply =
        (exchange, request) -> {
          exchange.getResponseHeaders().add("Retry-After", "1");
          send(exchange, request == 1 ? 429 : 200, GOOD);
        };
    long start = System.nanoTime();
    assertInstanceOf(Answer.Said.class, ask(spec(Image.PNG, 4, 5)));
    assertTrue(System.nanoTime() - start >= 1_000_000_000L);
  }

  @Test
  void aSilentServerAndOneThatTricklesAreGivenUp() {
    reply = (exchange, request) -> Thread.sleep(20_000);
    assertEquals("http_timeout", failed(ask(spec(Image.PNG, 4, 1))));
    reply =
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          Thread.sleep(20_000); // silent in mid-body
        };
    assertEquals("http_timeout", failed(ask(spec(Image.PNG, 4, 1))));
    reply =
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 100; i++) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            Thread.sleep(100);
          }
        };
    assertEquals("http_timeout", failed(ask(spec(Image.PNG, 4, 1))));
  }

  @Test
  void aHugeAnswerIsNotRead() {
    reply =
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[1 << 16];
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(block);
          }
        };
    assertEquals("http_answer_too_large", failed(ask(spec(Image.PNG, 4, 3))));
    assertEquals(1, requests.get());
  }

  @Test
  void anEndpointThatIsNotThereAndOneWithoutTlsAreTold() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      threads.submit(() -> refuseAll(plain));
      String endpoint = "https://127.0.0.1:" + plain.getLocalPort() + "/v1";
      assertEquals("http_tls_failed", failed(ask(patient(spec(List.of(endpoint), 4, 2, 0)))));
    }
    server.stop(0);
    assertEquals("http_unreachable", failed(ask(spec(Image.PNG, 4, 2))));
  }

  /** As a server without TLS does that is greeted with TLS. */
  private static void refuseAll(ServerSocket plain) {
    while (!plain.isClosed()) {
      try (Socket socket = plain.accept()) {
        socket.getInputStream().read();
        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
        // Closing with something unread would reset the connection before the client knows why.
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // the client was first to close, or the test is over
      }
    }
  }

  @Test
  void severalEndpointsShareTheLoadAndStandInForOneAnother() {
    String good = endpoint();
    HttpSpec spec = spec(List.of("http://127.0.0.1:1/v1", good), 4, 3, 0);
    try (DepthEngine engine = open(spec)) {
      for (int i = 0; i < 6; i++) {
        assertInstanceOf(Answer.Said.class, engine.answer(List.of(question())).get(0));
      }
    }
    assertEquals(6, requests.get());
  }

  /** However many tasks share the engine. */
  @Test
  void noMoreRequestsAreUnderWayThanAllowed() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    reply =
        (exchange, request) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          Thread.sleep(50);
          now.decrementAndGet();
          send(exchange, 200, GOOD);
        };
    try (DepthEngine engine = open(spec(Image.PNG, 3, 1))) {
      assertEquals(3, engine.lanes());
      List<Future<List<Answer>>> answers = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        answers.add(threads.submit(() -> engine.answer(List.of(question()))));
      }
      for (Future<List<Answer>> answer : answers) {
        assertInstanceOf(Answer.Said.class, answer.get().get(0));
      }
    }
    assertEquals(3, most.get());
  }

  @Test
  void requestsKeepTheirPace() {
    try (DepthEngine engine = open(spec(List.of(endpoint()), 4, 1, 1200))) {
      long start = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        engine.answer(List.of(question()));
      }
      assertTrue(System.nanoTime() - start >= 4 * 50_000_000L);
    }
  }

  /** Some servers and proxies give a date in place of seconds. */
  @Test
  void aPauseUntilADateIsKept() {
    reply =
        (exchange, request) -> {
          ZonedDateTime until = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2);
          exchange
              .getResponseHeaders()
              .add("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(until));
          send(exchange, request == 1 ? 503 : 200, GOOD);
        };
    long start = System.nanoTime();
    assertInstanceOf(Answer.Said.class, ask(spec(Image.PNG, 4, 5)));
    assertTrue(System.nanoTime() - start >= 900_000_000L);
  }

  /** The server's choice has these fields, too. */
  private void chosenWith(String fields) {
    reply =
        (exchange, request) ->
            send(exchange, 200, GOOD.replace("\"choices\":[{", "\"choices\":[{" + fields));
  }

  @ParameterizedTest
  @CsvSource({"stop, STOP", "length, LENGTH", "content_filter,"})
  void theReasonForTheEndIsKept(String told, Answer.Finish kept) {
    chosenWith("\"finish_reason\":\"" + told + "\",");
    Answer.Said said = assertInstanceOf(Answer.Said.class, ask(spec(Image.PNG, 4, 5)));
    assertEquals(kept, said.finish());
  }

  @Test
  void theConfidenceIsTheProductOfTheTokensProbabilities() throws IOException {
    chosenWith(
        "\"logprobs\":{\"content\":["
            + "{\"token\":\"2\",\"logprob\":-0.5},{\"token\":\".5\",\"logprob\":-0.25}]},");
    Answer.Said said =
        assertInstanceOf(
            Answer.Said.class,
            ask(
                spec(
                    List.of(endpoint()),
                    Image.PNG,
                    Output.TEXT,
                    Probabilities.ASKED,
                    Prices.UNKNOWN,
                    4,
                    1,
                    0)));
    assertEquals(Math.exp(-0.75), said.confidence(), 1e-12);
    assertTrue(new ObjectMapper().readTree(bodies.get(0)).path("logprobs").asBoolean());
  }

  @Test
  void alternativesOfDigitsGiveAnExpectedError() throws IOException {
    chosenWith(
        """
                    "logprobs":{"content":[
                    {"token":"2","logprob":-0.693147180559945,"top_logprobs":[
                      {"token":"2","logprob":-0.693147180559945},{"token":"3","logprob":-0.693147180559945}]},
                    {"token":".","logprob":0,"top_logprobs":[{"token":".","logprob":0}]},
                    {"token":"5","logprob":0,"top_logprobs":[{"token":"5","logprob":0}]}]},
                    """
            .replace("\n", ""));
    Answer.Said said =
        assertInstanceOf(
            Answer.Said.class,
            ask(
                spec(
                    List.of(endpoint()),
                    Image.PNG,
                    Output.TEXT,
                    Probabilities.ALTERNATIVES,
                    Prices.UNKNOWN,
                    4,
                    1,
                    0)));
    assertEquals(0.5 * (0.5 / 3), said.expectedAbsRel(), 1e-9);
    JsonNode body = new ObjectMapper().readTree(bodies.get(0));
    assertTrue(body.path("logprobs").asBoolean());
    assertEquals(20, body.path("top_logprobs").asInt());
  }

  @Test
  void aJsonAnswerIsHeldToASchemaAndRead() throws IOException {
    reply =
        (exchange, request) ->
            send(exchange, 200, GOOD.replace("<answer> 2.5 </answer>", "{\\\"answer\\\": 3.25}"));
    HttpSpec spec =
        spec(
            List.of(endpoint()),
            Image.PNG,
            Output.JSON,
            Probabilities.UNASKED,
            Prices.UNKNOWN,
            4,
            1,
            0);
    Answer.Said said = assertInstanceOf(Answer.Said.class, ask(spec));
    assertEquals("{\"answer\": 3.25}", said.text());
    assertEquals(3.25, AnswerParser.parse(said.text(), TaskSpec.of(TaskKind.DISTANCE)).value());
    JsonNode format = new ObjectMapper().readTree(bodies.get(0)).path("response_format");
    assertEquals("json_schema", format.path("type").asText());
    assertEquals(
        "number",
        format.at("/json_schema/schema/properties/answer/type").asText(),
        format.toString());
    assertEquals("json", spec.identity().get("output"));
  }

  /** Seventy tokens at 100 dollars a million and nine at 1,000 are 0.016 dollars a question. */
  @Test
  void nothingIsAskedOnceTheLimitIsSpent() {
    Prices prices = new Prices(100.0, 1000.0, 0.04);
    HttpSpec spec =
        spec(List.of(endpoint()), Image.PNG, Output.TEXT, Probabilities.UNASKED, prices, 1, 1, 0);
    try (DepthEngine engine = open(spec)) {
      for (int i = 0; i < 3; i++) {
        Answer.Said said =
            assertInstanceOf(Answer.Said.class, engine.answer(List.of(question())).get(0));
        assertEquals(0.016, said.service().costUsd(), 1e-12);
      }
      Answer.Failed refused =
          assertInstanceOf(Answer.Failed.class, engine.answer(List.of(question())).get(0));
      assertEquals("http_budget_spent", refused.errorCode());
      assertEquals(Answer.Retry.LATER, refused.retriable());
      assertTrue(refused.detail().contains("0.0480"), refused.detail());
    }
    assertEquals(3, requests.get());
  }

  @Test
  void thePriceThatAnEndpointReportsCounts() {
    reply =
        (exchange, request) ->
            send(exchange, 200, GOOD.replace("\"usage\":{", "\"usage\":{\"cost\":0.5,"));
    Answer.Said said = assertInstanceOf(Answer.Said.class, ask(spec(Image.PNG, 1, 1)));
    assertEquals(0.5, said.service().costUsd());
  }

  /** Everything that changes an answer, and nothing of the key. */
  @Test
  void theIdentityHasEndpointAndModelAndNoKey() {
    HttpSpec spec = spec(Image.PNG, 4, 5);
    assertEquals(endpoint(), spec.identity().get("endpoints"));
    assertEquals("the-model", spec.identity().get("model"));
    assertEquals("http", spec.engine());
    assertEquals(DeviceSlot.CPU, spec.place(new DeviceSlot(1)));
    assertFalse(spec.toString().contains(KEY));
    assertEquals(spec.identity(), spec(List.of(endpoint()), 99, 1, 5).identity(), "execution only");
    String message = assertThrows(UserError.class, () -> ChatMessages.extra("[1]")).getMessage();
    assertTrue(message.startsWith("extra_body is [1]"), message);
  }

  private static String failed(Answer answer) {
    return assertInstanceOf(Answer.Failed.class, answer).errorCode();
  }

  private Answer ask(HttpSpec spec) {
    try (DepthEngine engine = open(spec)) {
      return engine.answer(List.of(question())).get(0);
    }
  }

  private static DepthEngine open(HttpSpec spec) {
    return new HttpEngine(spec, KEY, new Random(1));
  }

  private String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private HttpSpec spec(Image image, int concurrency, int maxRequests) {
    return spec(List.of(endpoint()), image, concurrency, maxRequests, 0);
  }

  private static HttpSpec spec(
      List<String> endpoints, int concurrency, int maxRequests, int perMinute) {
    return spec(endpoints, Image.PNG, concurrency, maxRequests, perMinute);
  }

  private static HttpSpec spec(
      List<String> endpoints, Image image, int concurrency, int maxRequests, int perMinute) {
    return spec(
        endpoints,
        image,
        Output.TEXT,
        Probabilities.UNASKED,
        Prices.UNKNOWN,
        concurrency,
        maxRequests,
        perMinute);
  }

  private static HttpSpec spec(
      List<String> endpoints,
      Image image,
      Output output,
      Probabilities probabilities,
      Prices prices,
      int concurrency,
      int maxRequests,
      int perMinute) {
    return new HttpSpec(
        new HttpSettings(
            endpoints,
            "the-model",
            "Be brief.",
            image,
            "low",
            16,
            List.of("</answer>"),
            output,
            probabilities,
            "{\"top_k\": 7}",
            "NO_SUCH_VARIABLE",
            concurrency,
            perMinute,
            maxRequests,
            1,
            prices),
        Duration.ofMillis(10));
  }

  /** The first handshake of a process reads all certificates that it trusts. */
  private static HttpSpec patient(HttpSpec spec) {
    HttpSettings s = spec.settings();
    return new HttpSpec(
        new HttpSettings(
            s.endpoints(),
            s.model(),
            s.systemPrompt(),
            s.image(),
            s.imageDetail(),
            s.maxNewTokens(),
            s.stop(),
            s.output(),
            s.probabilities(),
            s.extraBody(),
            s.apiKeyEnv(),
            s.concurrency(),
            s.requestsPerMinute(),
            s.maxRequests(),
            60,
            s.prices()),
        spec.retryPause());
  }

  private static Question question() {
    byte[] rgb = new byte[3 * 64 * 48];
    new Random(3).nextBytes(rgb);
    PreparedFrame frame =
        new PreparedFrame(new RgbImage(64, 48, rgb), new Intrinsics(60, 60, 32, 24, 64, 48));
    return new Question(
        "q",
        "How far is it?",
        List.of(new MarkedFrame(frame, Markers.named("red_arrow").paint(20, 20))));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
