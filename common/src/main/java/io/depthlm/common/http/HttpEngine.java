package io.depthlm.common.http;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.Question;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * Asks an endpoint, one request a question, with retries. Requests under way, and requests a
 * minute, are limited for the whole process, however many tasks share this engine.
 */
final class HttpEngine implements DepthEngine {
  /** Longer than any answer; what comes beyond it is not read. */
  private static final int MAX_RESPONSE_BYTES = 4 << 20;

  private static final long MAX_PAUSE_MS = 60_000;

  private final HttpSpec spec;
  private final String key;
  private final Random random;
  private final ChatMessages messages;
  private final Semaphore underWay;
  private final Pace pace;
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient client;

  /**
   * @param key sent as a bearer token, or null for none
   * @param random spreads repetitions, so that many processes do not come back at once
   */
  HttpEngine(HttpSpec spec, String key, Random random) {
    this.spec = spec;
    this.key = key == null || key.isBlank() ? null : key.strip();
    this.random = random;
    this.messages = new ChatMessages(spec);
    this.underWay = new Semaphore(spec.concurrency());
    this.pace = new Pace(spec.requestsPerMinute());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(spec.timeout())
            .build();
  }

  @Override
  public List<Answer> answer(List<Question> questions) {
    List<Answer> answers = new ArrayList<>(questions.size());
    for (Question question : questions) {
      answers.add(ask(question));
    }
    return answers;
  }

  private Answer ask(Question question) {
    byte[] body = messages.request(question);
    int first = turn.getAndIncrement();
    Attempt last = null;
    try {
      for (int i = 0; i < spec.maxRequests(); i++) {
        if (i > 0) {
          Thread.sleep(pauseMs(i, last));
        }
        // Another endpoint next time, where there are several.
        last = attempt(endpoint(first + i), body);
        if (!last.again()) {
          return last.answer();
        }
      }
      return last.answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("http_interrupted", Answer.Retry.LATER, "the task was stopped");
    }
  }

  private String endpoint(int turn) {
    return spec.endpoints().get(Math.floorMod(turn, spec.endpoints().size()));
  }

  private Attempt attempt(String endpoint, byte[] body) throws InterruptedException {
    underWay.acquire();
    try {
      pace.await();
      HttpResponse<InputStream> response =
          client.send(request(endpoint, body), HttpResponse.BodyHandlers.ofInputStream());
      return read(response);
    } catch (HttpTimeoutException e) {
      return again("http_timeout", "no answer within %d s".formatted(spec.timeout().toSeconds()));
    } catch (SSLException e) {
      return given("http_tls_failed", Answer.Retry.LATER, "%s: %s".formatted(endpoint, message(e)));
    } catch (ConnectException e) {
      return again("http_unreachable", "%s cannot be reached".formatted(endpoint));
    } catch (IOException e) {
      return again("http_connection_lost", "%s: %s".formatted(endpoint, message(e)));
    } finally {
      underWay.release();
    }
  }

  private HttpRequest request(String endpoint, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + "/chat/completions"))
            .timeout(spec.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return request.build();
  }

  private Attempt read(HttpResponse<InputStream> response) throws IOException {
    byte[] body = body(response);
    int status = response.statusCode();
    if (body == null) {
      return given(
          "http_answer_too_large",
          Answer.Retry.NEVER,
          "the answer has more than %d bytes".formatted(MAX_RESPONSE_BYTES));
    }
    if (status == 200) {
      return new Attempt(messages.answer(body), false, OptionalLong.empty());
    }
    String told = "status %d: %s".formatted(status, withoutKey(messages.error(body)));
    return switch (status) {
      case 401, 403 -> given("http_unauthorized", Answer.Retry.LATER, told);
      case 404 -> given("http_not_found", Answer.Retry.LATER, told);
      case 408 -> again("http_timeout", told);
      case 429 ->
          new Attempt(failed("http_rate_limited", Answer.Retry.LATER, told), true, wait(response));
      default ->
          status >= 500
              ? new Attempt(
                  failed("http_server_error", Answer.Retry.LATER, told), true, wait(response))
              : given("http_request_refused", Answer.Retry.NEVER, told);
    };
  }

  /** The whole body, or null if it is too long; a body that trickles is cut off by time. */
  private byte[] body(HttpResponse<InputStream> response) throws IOException {
    long until = System.nanoTime() + spec.timeout().toNanos();
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (InputStream in = response.body()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
        if (all.size() > MAX_RESPONSE_BYTES) {
          return null;
        }
        if (System.nanoTime() > until) {
          throw new HttpTimeoutException("slow body");
        }
      }
    }
    return all.toByteArray();
  }

  /** Seconds that the server asks to wait. */
  private static OptionalLong wait(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,6}")
        ? OptionalLong.of(Long.parseLong(seconds) * 1000)
        : OptionalLong.empty();
  }

  private long pauseMs(int repetition, Attempt last) {
    long own = spec.retryPause().toMillis() << Math.min(repetition - 1, 10);
    long spread = own / 2 + (long) (random.nextDouble() * own / 2);
    return Math.min(MAX_PAUSE_MS, last.waitMs().orElse(spread));
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Some servers repeat the key that they refuse. */
  private String withoutKey(String text) {
    return key == null ? text : text.replace(key, "[key]");
  }

  private Attempt again(String code, String detail) {
    return new Attempt(
        failed(code, Answer.Retry.LATER, withoutKey(detail)), true, OptionalLong.empty());
  }

  private Attempt given(String code, Answer.Retry retry, String detail) {
    return new Attempt(failed(code, retry, withoutKey(detail)), false, OptionalLong.empty());
  }

  private static Answer.Failed failed(String code, Answer.Retry retry, String detail) {
    return new Answer.Failed(code, retry, detail);
  }

  /** What came of one request, and whether and when to ask again. */
  private record Attempt(Answer answer, boolean again, OptionalLong waitMs) {}

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public int lanes() {
    return spec.concurrency();
  }

  @Override
  public String device() {
    return spec.endpoints().stream()
        .map(endpoint -> URI.create(endpoint).getHost())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    // the client's threads end when nothing refers to it
  }
}
