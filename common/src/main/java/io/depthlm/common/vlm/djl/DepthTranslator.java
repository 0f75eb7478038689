package io.depthlm.common.vlm.djl;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.PromptTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Translates between the bytes of a host and questions. DJL's path through tensors is not used: the
 * predictor of {@link DepthModel} calls this class instead.
 */
final class DepthTranslator<I, O> implements NoBatchifyTranslator<I, O> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Function<I, byte[]> bytes;
  private final BiFunction<Answer.Failed, byte[], O> output;
  private final Asking asking;

  /**
   * @param bytes reads the JSON of a request; null if the input has none
   * @param output writes the JSON of the answer, and the error of an invalid request (else null)
   * @param asking how questions are asked unless a request has its own text
   */
  DepthTranslator(
      Function<I, byte[]> bytes, BiFunction<Answer.Failed, byte[], O> output, Asking asking) {
    this.bytes = bytes;
    this.output = output;
    this.asking = asking;
  }

  /** The answer about one pixel. */
  record PointAnswer(Answer answer, ParsedAnswer parsed) {}

  /** Reads an input; an invalid request is a failure of its own. */
  RequestWork read(I input) {
    byte[] json = input == null ? null : bytes.apply(input);
    if (json == null) {
      return RequestWork.none("input_null", "the input is null");
    }
    try {
      DepthRequest request = DepthRequest.of(json);
      return RequestWork.of(request, asking(request.question()));
    } catch (IllegalArgumentException | UserError e) {
      return RequestWork.none("request_invalid", e.getMessage());
    }
  }

  private Asking asking(String question) {
    return question == null
        ? asking
        : new Asking(
            asking.task(),
            new PromptTemplate(question, asking.task().kind()),
            asking.markerName(),
            asking.focal(),
            asking.limits());
  }

  /**
   * Writes {@code {"answers": [{"text", "value", "unit", "value_kind", "confidence",
   * "parse_status"} or {"error_code", "detail", "parse_status"}, …]}}, one a point; {@code value}
   * is null where the text holds no number.
   */
  O write(RequestWork work, List<PointAnswer> answers) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("answers");
    for (PointAnswer point : answers) {
      ObjectNode node = list.addObject();
      if (!(point.answer() instanceof Answer.Failed)) {
        Answer.Said said = point.answer() instanceof Answer.Said s ? s : null;
        node.put("text", said == null ? null : said.text());
        node.put("value", point.parsed().value());
        node.put("unit", asking.task().kind().unit().key());
        node.put("value_kind", asking.task().kind().valueKind());
        node.put("confidence", said == null ? null : said.confidence());
        node.put("parse_status", point.parsed().status().key());
      } else if (point.answer() instanceof Answer.Failed failed) {
        node.put("error_code", failed.errorCode());
        node.put("detail", failed.detail());
        node.put("parse_status", ParseStatus.FAILED.key());
      }
    }
    return output.apply(work.fault(), root.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) {
    throw new UnsupportedOperationException("runs on models of the engine " + DepthDjlEngine.NAME);
  }

  @Override
  public O processOutput(TranslatorContext context, NDList list) {
    throw new UnsupportedOperationException("runs on models of the engine " + DepthDjlEngine.NAME);
  }
}
