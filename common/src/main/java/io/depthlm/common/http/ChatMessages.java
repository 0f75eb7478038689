package io.depthlm.common.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.LruCache;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Question;
import io.depthlm.common.imaging.FrameKey;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.ExpectedError;
import io.depthlm.common.task.TokenOdds;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Questions as requests of OpenAI's chat completions, and their responses as answers. */
final class ChatMessages {
  private static final float JPEG_QUALITY = 0.95f;
  private static final int MAX_DETAIL = 300;

  /** As many as the common endpoints tell at most. */
  private static final int ALTERNATIVES = 20;

  /** Pictures kept for questions that come later: those of the calls under way. */
  private static final int PICTURES = 4;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpSettings settings;
  private final Spending spending;
  private final LruCache<FrameKey, String> asTheyAre = new LruCache<>(PICTURES);

  /**
   * @param spending learns what each answer cost
   */
  ChatMessages(HttpSettings settings, Spending spending) {
    this.settings = settings;
    this.spending = spending;
    json.getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build());
  }

  /** The body of a request: pictures first, then the words, decoded greedily. */
  byte[] request(Question question) {
    ObjectNode body = json.createObjectNode();
    body.put("model", settings.model());
    ArrayNode turns = body.putArray("messages");
    if (settings.systemPrompt() != null) {
      turns.addObject().put("role", "system").put("content", settings.systemPrompt());
    }
    ArrayNode parts = turns.addObject().put("role", "user").putArray("content");
    for (MarkedFrame frame : question.frames()) {
      ObjectNode image = parts.addObject().put("type", "image_url").putObject("image_url");
      image.put("url", picture(frame));
      if (settings.imageDetail() != null) {
        image.put("detail", settings.imageDetail());
      }
    }
    parts.addObject().put("type", "text").put("text", question.text());
    body.put("temperature", 0).put("max_tokens", settings.maxNewTokens());
    if (!settings.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      settings.stop().forEach(stop::add);
    }
    if (settings.output() == HttpSettings.Output.JSON) {
      body.set("response_format", numberAlone());
    }
    if (settings.probabilities() == HttpSettings.Probabilities.ASKED) {
      body.put("logprobs", true);
    }
    if (settings.probabilities() == HttpSettings.Probabilities.ALTERNATIVES) {
      body.put("logprobs", true).put("top_logprobs", ALTERNATIVES);
    }
    extra(settings.extraBody()).properties().forEach(e -> body.set(e.getKey(), e.getValue()));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A JSON object whose one field is the number, as OpenAI's structured output asks for it. */
  private ObjectNode numberAlone() {
    ObjectNode format = json.createObjectNode().put("type", "json_schema");
    ObjectNode named = format.putObject("json_schema").put("name", "answer").put("strict", true);
    ObjectNode schema = named.putObject("schema").put("type", "object");
    schema.putObject("properties").putObject("answer").put("type", "number");
    schema.putArray("required").add("answer");
    schema.put("additionalProperties", false);
    return format;
  }

  /** The answer in the body of a response with status 200. */
  Answer answer(byte[] body) {
    JsonNode root;
    try {
      root = json.readTree(body);
    } catch (IOException e) {
      return invalid(
          "the answer is no JSON: " + shortened(new String(body, StandardCharsets.UTF_8)));
    }
    JsonNode usage = root.path("usage");
    int promptTokens = tokens(usage.path("prompt_tokens"));
    int answerTokens = tokens(usage.path("completion_tokens"));
    // Counted first: what cannot be used is paid for as well.
    Double costUsd = spending.add(promptTokens, answerTokens, usage.path("cost"));
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (message.isMissingNode()) {
      return invalid("the answer has no choices: " + shortened(root.toString()));
    }
    if (message.path("refusal").isTextual()) {
      return new Answer.Failed(
          "http_model_refused", Answer.Retry.NEVER, shortened(message.path("refusal").asText()));
    }
    String text = text(message.path("content"));
    if (text == null) {
      return invalid("the answer has no text: " + shortened(root.toString()));
    }
    JsonNode tokenList = choice.path("logprobs").path("content");
    return new Answer.Said(
        text,
        confidence(tokenList),
        expectedAbsRel(text, tokenList),
        null,
        promptTokens,
        answerTokens,
        1,
        finish(choice.path("finish_reason").asText()),
        new Answer.Service(
            name(root.path("model")), name(root.path("system_fingerprint")), costUsd));
  }

  /** Null for other reasons than these two, and where none is told. */
  private static Answer.Finish finish(String reason) {
    return Arrays.stream(Answer.Finish.values())
        .filter(f -> f.key().equals(reason))
        .findFirst()
        .orElse(null);
  }

  /** The product of the tokens' probabilities, as of a local model; null where none are told. */
  private static Double confidence(JsonNode tokens) {
    if (!tokens.isArray() || tokens.isEmpty()) {
      return null;
    }
    double sum = 0;
    for (JsonNode token : tokens) {
      if (!token.path("logprob").isNumber()) {
        return null;
      }
      sum += token.path("logprob").asDouble();
    }
    return Double.isNaN(sum) ? null : Math.min(1, Math.exp(sum));
  }

  /**
   * As of a local model, from the alternatives that the endpoint lists; null where it lists none.
   */
  private static Double expectedAbsRel(String text, JsonNode tokens) {
    List<TokenOdds> all = new ArrayList<>();
    for (JsonNode token : tokens) {
      JsonNode alternatives = token.path("top_logprobs");
      if (!alternatives.isArray() || alternatives.isEmpty()) {
        return null;
      }
      Map<String, Double> odds = new HashMap<>();
      for (JsonNode alternative : alternatives) {
        odds.put(
            alternative.path("token").asText(), Math.exp(alternative.path("logprob").asDouble()));
      }
      String own = token.path("token").asText();
      // an endpoint lists the likeliest, of which the token that was said need not be one
      odds.putIfAbsent(own, Math.exp(token.path("logprob").asDouble()));
      all.add(TokenOdds.of(own, odds));
    }
    OptionalDouble expected = ExpectedError.of(text, all);
    return expected.isPresent() && Double.isFinite(expected.getAsDouble())
        ? expected.getAsDouble()
        : null;
  }

  private static String name(JsonNode text) {
    return text.isTextual() && !text.asText().isBlank() ? shortened(text.asText()) : null;
  }

  /** What a response with another status says, in one short line. */
  String error(byte[] body) {
    try {
      JsonNode message = json.readTree(body).path("error").path("message");
      if (message.isTextual()) {
        return shortened(message.asText());
      }
    } catch (IOException e) {
      // a proxy's page, perhaps
    }
    return shortened(new String(body, StandardCharsets.UTF_8));
  }

  /** A text, or the texts of parts; null if there is none. */
  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder texts = new StringBuilder();
    for (JsonNode part : content) {
      texts.append(part.path("text").asText(""));
    }
    return content.isArray() && !content.isEmpty() ? texts.toString() : null;
  }

  private static int tokens(JsonNode count) {
    return count.canConvertToInt() ? Math.max(0, count.asInt()) : 0;
  }

  /**
   * Fields that a request has beside ours.
   *
   * @param extraBody a JSON object, or null for none
   * @throws UserError if it is no JSON object
   */
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

  private static Answer.Failed invalid(String detail) {
    return new Answer.Failed("http_answer_invalid", Answer.Retry.LATER, detail);
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "...";
  }

  /** A picture that nothing is painted on is encoded once for all questions about it. */
  private String picture(MarkedFrame frame) {
    return frame.marks().size() == 0
        ? asTheyAre.of(new FrameKey(frame.frame()), key -> dataUri(key.frame().image()))
        : dataUri(
            new RgbImage(
                frame.frame().image().widthPx(),
                frame.frame().image().heightPx(),
                frame.painted()));
  }

  private String dataUri(RgbImage painted) {
    boolean png = settings.image() == HttpSettings.Image.PNG;
    byte[] bytes = png ? PngEncoder.encode(painted) : jpeg(painted);
    return "data:image/%s;base64,%s"
        .formatted(png ? "png" : "jpeg", Base64.getEncoder().encodeToString(bytes));
  }

  private static byte[] jpeg(RgbImage image) {
    BufferedImage pixels =
        new BufferedImage(image.widthPx(), image.heightPx(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      int colour = (rgb[i] & 255) << 16 | (rgb[i + 1] & 255) << 8 | rgb[i + 2] & 255;
      pixels.setRGB(i / 3 % image.widthPx(), i / 3 / image.widthPx(), colour);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(pixels, null, null), quality);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does no I/O", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
