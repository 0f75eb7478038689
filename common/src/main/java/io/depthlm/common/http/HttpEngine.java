package io.depthlm.common.http;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.Question;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /**
   * For a connection with its TLS handshake, whose failure Java 17's client now and then misses.
   */
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpSettings settings;
  private final long retryPauseMs;
  private final String key;
  private final Random random;
  private final Duration timeout;
  private final Spending spending;
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
    this.settings = spec.settings();
    this.retryPauseMs = spec.retryPause().toMillis();
    this.timeout = Duration.ofSeconds(settings.timeoutSeconds());
    this.key = key == null || key.isBlank() ? null : key.strip();
    this.random = random;
    this.spending = new Spending(settings.prices());
    this.messages = new ChatMessages(settings, spending);
    this.underWay = new Semaphore(settings.concurrency());
    this.pace = new Pace(settings.requestsPerMinute());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT)
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
      for (int i = 0; i < settings.maxRequests(); i++) {
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
    return settings.endpoints().get(Math.floorMod(turn, settings.endpoints().size()));
  }

  private Attempt attempt(String endpoint, byte[] body) throws InterruptedException {
    underWay.acquire();
    try {
      if (spending.isOver()) {
        return given("http_budget_spent", Answer.Retry.LATER, spending.told());
      }
      pace.await();
      return read(send(request(endpoint, body)));
    } catch (HttpTimeoutException e) {
      return again("http_timeout", message(e));
    } catch (LimitedBody.TooLarge e) {
      return given("http_answer_too_large", Answer.Retry.NEVER, e.getMessage());
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

  /**
   * One exchange. The client's own time limit ends with the response's headers; this one holds
   * until the last byte of its body, so that a server that falls silent in mid-body is given up.
   */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, headers -> new LimitedBody(MAX_RESPONSE_BYTES));
    try {
      return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer within %d s".formatted(timeout.toSeconds()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      exchange.cancel(true); // nothing where it is done; else the connection is closed
    }
  }

  private HttpRequest request(String endpoint, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + "/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return request.build();
  }

  private Attempt read(HttpResponse<byte[]> response) {
    byte[] body = response.body();
    int status = response.statusCode();
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

  /** How long the server asks to wait: seconds, or a date. */
  private static OptionalLong wait(HttpResponse<?> response) {
    String asked = response.headers().firstValue("Retry-After").orElse("").strip();
    if (asked.matches("\\d{1,6}")) {
      return OptionalLong.of(Long.parseLong(asked) * 1000);
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(asked));
      return OptionalLong.of(Math.max(0, Duration.between(Instant.now(), until).toMillis()));
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  private long pauseMs(int repetition, Attempt last) {
    long own = retryPauseMs << Math.min(repetition - 1, 10);
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
    return settings.concurrency();
  }

  @Override
  public String device() {
    return settings.endpoints().stream()
        .map(endpoint -> URI.create(endpoint).getHost())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    // the client's threads end when nothing refers to it
  }
}
