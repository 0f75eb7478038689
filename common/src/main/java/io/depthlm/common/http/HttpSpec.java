package io.depthlm.common.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of an endpoint's engine.
 *
 * @param keyFrom the environment variable that holds the key; never the key itself
 * @param retryPause how long the first repetition waits; each further one twice as long
 */
public record HttpSpec(
    List<String> endpoints,
    String model,
    String systemPrompt,
    HttpSettings.Image image,
    String imageDetail,
    int maxNewTokens,
    List<String> stop,
    String extraBody,
    String keyFrom,
    int concurrency,
    int requestsPerMinute,
    int maxRequests,
    Duration timeout,
    Duration retryPause)
    implements EngineSpec {
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  /** Checks that lists travel and that further fields are an object. */
  public HttpSpec {
    endpoints = List.copyOf(endpoints);
    stop = List.copyOf(stop);
    extra(extraBody);
  }

  /**
   * The recipe that a model's entry describes.
   *
   * @throws UserError if {@code extra_body} is no JSON object
   */
  public static HttpSpec of(HttpSettings entry) {
    return new HttpSpec(
        entry.endpoints(),
        entry.model(),
        entry.systemPrompt(),
        entry.image(),
        entry.imageDetail(),
        entry.maxNewTokens(),
        entry.stop(),
        entry.extraBody(),
        entry.apiKeyEnv(),
        entry.concurrency(),
        entry.requestsPerMinute(),
        entry.maxRequests(),
        Duration.ofSeconds(entry.timeoutSeconds()),
        RETRY_PAUSE);
  }

  static JsonNode extra(String extraBody) {
    try {
      JsonNode extra = new ObjectMapper().readTree(extraBody == null ? "{}" : extraBody);
      if (extra.isObject()) {
        return extra;
      }
    } catch (JsonProcessingException e) {
      // told below, without the parser's location in a line that the user did not write as such
    }
    throw new UserError(
        "extra_body is " + extraBody, "expected a JSON object, such as {\"top_k\": 1}");
  }

  @Override
  public String engine() {
    return HttpFactory.KEY;
  }

  @Override
  public SortedMap<String, String> identity() {
    SortedMap<String, String> identity = new TreeMap<>();
    identity.put("endpoints", String.join(" | ", endpoints));
    identity.put("model", model);
    identity.put("system_prompt", systemPrompt == null ? "none" : "given");
    if (systemPrompt != null) {
      identity.put("system_prompt_text", systemPrompt);
    }
    identity.put("image", image.name().toLowerCase(Locale.ROOT));
    if (imageDetail != null) {
      identity.put("image_detail", imageDetail);
    }
    identity.put("decoding", "temperature 0");
    identity.put("max_new_tokens", Integer.toString(maxNewTokens));
    identity.put("stop", String.join(" | ", stop));
    if (extraBody != null) {
      identity.put("extra_body", extraBody);
    }
    return identity;
  }

  /** The work is done elsewhere, so no task has to hold a GPU for it. */
  @Override
  public DeviceSlot place(DeviceSlot offered) {
    return DeviceSlot.CPU;
  }

  @Override
  public double expectedQuestionsPerSecond() {
    return Math.max(1, concurrency / 4.0);
  }

  @Override
  public DepthEngine open(DeviceSlot device) {
    return new HttpEngine(this, System.getenv(keyFrom), new Random());
  }
}
