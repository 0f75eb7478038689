package io.depthlm.common.http;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Question;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Questions as requests of OpenAI's chat completions, and their responses as answers. */
final class ChatMessages {
  private static final float JPEG_QUALITY = 0.95f;
  private static final int MAX_DETAIL = 300;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpSpec spec;

  ChatMessages(HttpSpec spec) {
    this.spec = spec;
    json.getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build());
  }

  /** The body of a request: pictures first, then the words, decoded greedily. */
  byte[] request(Question question) {
    ObjectNode body = json.createObjectNode();
    body.put("model", spec.model());
    ArrayNode turns = body.putArray("messages");
    if (spec.systemPrompt() != null) {
      turns.addObject().put("role", "system").put("content", spec.systemPrompt());
    }
    ArrayNode parts = turns.addObject().put("role", "user").putArray("content");
    for (MarkedFrame frame : question.frames()) {
      ObjectNode image = parts.addObject().put("type", "image_url").putObject("image_url");
      image.put("url", dataUri(frame));
      if (spec.imageDetail() != null) {
        image.put("detail", spec.imageDetail());
      }
    }
    parts.addObject().put("type", "text").put("text", question.text());
    body.put("temperature", 0).put("max_tokens", spec.maxNewTokens());
    if (!spec.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      spec.stop().forEach(stop::add);
    }
    HttpSpec.extra(spec.extraBody()).properties().forEach(e -> body.set(e.getKey(), e.getValue()));
    return body.toString().getBytes(StandardCharsets.UTF_8);
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
    JsonNode message = root.path("choices").path(0).path("message");
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
    JsonNode usage = root.path("usage");
    return new Answer.Said(
        text,
        null,
        tokens(usage.path("prompt_tokens")),
        tokens(usage.path("completion_tokens")),
        1);
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

  private static Answer.Failed invalid(String detail) {
    return new Answer.Failed("http_answer_invalid", Answer.Retry.LATER, detail);
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "...";
  }

  private String dataUri(MarkedFrame frame) {
    RgbImage image = frame.frame().image();
    RgbImage painted = new RgbImage(image.widthPx(), image.heightPx(), frame.painted());
    boolean png = spec.image() == HttpSettings.Image.PNG;
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
