package io.depthlm.common.http;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of an endpoint's engine. The key is no part of it: each process takes it from its own
 * environment.
 *
 * @param retryPause how long the first repetition waits; each further one twice as long
 */
public record HttpSpec(HttpSettings settings, Duration retryPause) implements EngineSpec {
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  /** The recipe with the usual pause. */
  public HttpSpec(HttpSettings settings) {
    this(settings, RETRY_PAUSE);
  }

  @Override
  public String engine() {
    return HttpFactory.KEY;
  }

  @Override
  public SortedMap<String, String> identity() {
    SortedMap<String, String> identity = new TreeMap<>();
    identity.put("endpoints", String.join(" | ", settings.endpoints()));
    identity.put("model", settings.model());
    identity.put("system_prompt", settings.systemPrompt() == null ? "none" : "given");
    if (settings.systemPrompt() != null) {
      identity.put("system_prompt_text", settings.systemPrompt());
    }
    identity.put("image", key(settings.image()));
    if (settings.imageDetail() != null) {
      identity.put("image_detail", settings.imageDetail());
    }
    identity.put("decoding", "temperature 0");
    identity.put("max_new_tokens", Integer.toString(settings.maxNewTokens()));
    identity.put("stop", String.join(" | ", settings.stop()));
    if (settings.output() != HttpSettings.Output.TEXT) {
      identity.put("output", key(settings.output()));
    }
    if (settings.probabilities() != HttpSettings.Probabilities.UNASKED) {
      identity.put("log_probabilities", key(settings.probabilities()));
    }
    if (settings.extraBody() != null) {
      identity.put("extra_body", settings.extraBody());
    }
    return identity;
  }

  private static String key(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** The work is done elsewhere, so no task has to hold a GPU for it. */
  @Override
  public DeviceSlot place(DeviceSlot offered) {
    return DeviceSlot.CPU;
  }

  @Override
  public double expectedQuestionsPerSecond() {
    return Math.max(1, settings.concurrency() / 4.0);
  }

  @Override
  public DepthEngine open(DeviceSlot device) {
    return new HttpEngine(this, System.getenv(settings.apiKeyEnv()), new Random());
  }
}
