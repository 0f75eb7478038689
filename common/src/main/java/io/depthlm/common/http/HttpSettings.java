package io.depthlm.common.http;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.settings.Decoded;
import io.depthlm.common.settings.Node;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import java.io.Serializable;
import java.net.URI;
import java.util.List;

/**
 * An endpoint that speaks OpenAI's chat completions: vLLM, SGLang, {@code transformers serve}, a
 * hosted model.
 *
 * @param endpoints base URLs up to {@code /v1}; several share the load
 * @param model the model's name there
 * @param systemPrompt the system message, or null for none
 * @param image how pictures are sent
 * @param imageDetail the {@code detail} of a picture, or null
 * @param maxNewTokens most tokens of one answer
 * @param stop texts that end an answer
 * @param output what form of answer is asked for
 * @param probabilities whether log-probabilities are asked for
 * @param extraBody further fields of the request, a JSON object, or null
 * @param apiKeyEnv the environment variable that holds the key, on the executors
 * @param concurrency most requests under way per executor process
 * @param requestsPerMinute most requests a minute per executor process; 0 for no limit
 * @param maxRequests most requests for one question, retries included
 * @param timeoutSeconds for one request, its answer's last byte included
 * @param prices of tokens, with the limit of spending
 */
public record HttpSettings(
    List<String> endpoints,
    String model,
    String systemPrompt,
    Image image,
    String imageDetail,
    int maxNewTokens,
    List<String> stop,
    Output output,
    Probabilities probabilities,
    String extraBody,
    String apiKeyEnv,
    int concurrency,
    int requestsPerMinute,
    int maxRequests,
    int timeoutSeconds,
    Prices prices)
    implements EngineSettings.Complete, Serializable {
  /** Checks that lists travel and that further fields are an object. */
  public HttpSettings {
    endpoints = List.copyOf(endpoints);
    stop = List.copyOf(stop);
    ChatMessages.extra(extraBody);
  }

  /** How pictures are sent. */
  public enum Image {
    /** Without loss. */
    PNG,
    /** Smaller; what a camera's JPEG lost is lost once more. */
    JPEG
  }

  /** What form of answer is asked for. */
  public enum Output {
    /** As the prompt asks. */
    TEXT,
    /** A JSON object with the number alone, held to a schema by the endpoint. */
    JSON
  }

  /** Whether the endpoint is asked for the probabilities of its tokens. */
  public enum Probabilities {
    UNASKED,
    ASKED,
    /** With the likeliest tokens that could have stood in each one's place. */
    ALTERNATIVES
  }

  /**
   * What tokens cost, and how much may be spent.
   *
   * @param promptUsdPerMillion tokens read; null if not known
   * @param answerUsdPerMillion tokens said; null if not known
   * @param limitUsd most that one executor process may spend, or null for no limit
   */
  public record Prices(Double promptUsdPerMillion, Double answerUsdPerMillion, Double limitUsd)
      implements Serializable {
    /** No prices and no limit. */
    public static final Prices UNKNOWN = new Prices(null, null, null);
  }

  private static final ValueType<String> ENDPOINT =
      new ValueType<>() {
        @Override
        public String name() {
          return "the URL of an endpoint, such as http://host:8000/v1";
        }

        @Override
        public Decoded<String> decode(Node node) {
          String text = Types.TEXT.decode(node).value();
          try {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getQuery() == null) {
              return Decoded.plain(text.replaceAll("/+$", ""), text.replaceAll("/+$", ""));
            }
          } catch (IllegalArgumentException e) {
            // falls through to what is expected
          }
          throw node.wrong(name());
        }
      };

  private static final Setting<List<String>> ENDPOINTS =
      Setting.required(
          "endpoints", Types.listOf(ENDPOINT), "base URLs; several URLs share the load");
  private static final Setting<String> MODEL =
      Setting.required("model", Types.TEXT, "the model's name at the endpoint");
  private static final Setting<String> SYSTEM =
      Setting.optional("system_prompt", Types.TEXT, "a system message before the question");
  private static final Setting<Image> IMAGE =
      Setting.defaulted(
          "image", Types.oneOf(Image.class), "png", "format in which pictures are sent");
  private static final Setting<String> DETAIL =
      Setting.optional("image_detail", Types.TEXT, "the detail of a picture: low, high, auto");
  private static final Setting<Integer> MAX_NEW_TOKENS =
      Setting.defaulted("max_new_tokens", Types.INT, "64", "maximum number of tokens in an answer")
          .limited("from 1 to 4096", n -> n >= 1 && n <= 4096)
          .in("tokens");
  private static final Setting<List<String>> STOP =
      Setting.optional("stop", Types.listOf(Types.TEXT), "texts that end an answer");
  private static final Setting<Output> OUTPUT =
      Setting.defaulted(
          "output", Types.oneOf(Output.class), "text", "the form of answer that is asked for");
  private static final Setting<Probabilities> PROBABILITIES =
      Setting.defaulted(
          "log_probabilities",
          Types.oneOf(Probabilities.class),
          "unasked",
          "whether the endpoint is asked for its tokens' probabilities, for the confidence, and for"
              + " alternatives, for the expected error");
  private static final Setting<Double> PROMPT_PRICE =
      Setting.optional("prompt_price", Types.NUMBER, "price of a million tokens of the prompt")
          .limited("0 or more", p -> p >= 0)
          .in("US dollars")
          .steeringExecution();
  private static final Setting<Double> ANSWER_PRICE =
      Setting.optional("answer_price", Types.NUMBER, "price of a million tokens of the answer")
          .limited("0 or more", p -> p >= 0)
          .in("US dollars")
          .steeringExecution();
  private static final Setting<Double> SPENDING_LIMIT =
      Setting.optional(
              "spending_limit", Types.NUMBER, "most that one executor process may spend in a run")
          .limited("more than 0", p -> p > 0)
          .in("US dollars")
          .steeringExecution();
  private static final Setting<String> EXTRA =
      Setting.optional("extra_body", Types.TEXT, "further fields of the request, as a JSON object");
  private static final Setting<String> KEY_ENV =
      Setting.defaulted(
              "key_from",
              Types.NAME,
              "OPENAI_API_KEY",
              "the environment variable of the executors that holds the key, if there is one")
          .steeringExecution();
  private static final Setting<Integer> CONCURRENCY =
      Setting.defaulted(
              "concurrency", Types.INT, "16", "maximum number of concurrent requests per process")
          .limited("from 1 to 1024", n -> n >= 1 && n <= 1024)
          .steeringExecution();
  private static final Setting<Integer> RATE =
      Setting.defaulted(
              "requests_per_minute",
              Types.INT,
              "0",
              "maximum number of requests per minute and process; 0 for no limit")
          .limited("0 or more", n -> n >= 0)
          .steeringExecution();
  private static final Setting<Integer> MAX_REQUESTS =
      Setting.defaulted(
              "max_requests",
              Types.INT,
              "5",
              "maximum number of requests for one question, including retries")
          .limited("from 1 to 20", n -> n >= 1 && n <= 20)
          .steeringExecution();
  private static final Setting<Integer> TIMEOUT =
      Setting.defaulted("timeout_seconds", Types.INT, "120", "time limit of one request")
          .limited("from 1 to 3600", n -> n >= 1 && n <= 3600)
          .in("seconds")
          .steeringExecution();

  static final Schema SCHEMA =
      Schema.of(
          ENDPOINTS,
          MODEL,
          SYSTEM,
          IMAGE,
          DETAIL,
          MAX_NEW_TOKENS,
          STOP,
          OUTPUT,
          PROBABILITIES,
          EXTRA,
          KEY_ENV,
          CONCURRENCY,
          RATE,
          MAX_REQUESTS,
          TIMEOUT,
          PROMPT_PRICE,
          ANSWER_PRICE,
          SPENDING_LIMIT);

  static HttpSettings of(Section s) {
    return new HttpSettings(
        s.of(ENDPOINTS),
        s.of(MODEL),
        s.of(SYSTEM),
        s.of(IMAGE),
        s.of(DETAIL),
        s.of(MAX_NEW_TOKENS),
        s.of(STOP) == null ? List.of() : s.of(STOP),
        s.of(OUTPUT),
        s.of(PROBABILITIES),
        s.of(EXTRA),
        s.of(KEY_ENV),
        s.of(CONCURRENCY),
        s.of(RATE),
        s.of(MAX_REQUESTS),
        s.of(TIMEOUT),
        prices(s));
  }

  private static Prices prices(Section s) {
    Prices prices = new Prices(s.of(PROMPT_PRICE), s.of(ANSWER_PRICE), s.of(SPENDING_LIMIT));
    boolean priced = prices.promptUsdPerMillion() != null && prices.answerUsdPerMillion() != null;
    if (prices.limitUsd() != null && !priced) {
      throw new UserError(
          "spending_limit needs prompt_price and answer_price",
          "give both, in US dollars a million tokens");
    }
    return prices;
  }

  @Override
  public String engine() {
    return HttpFactory.KEY;
  }

  @Override
  public EngineSpec spec() {
    return new HttpSpec(this);
  }
}
