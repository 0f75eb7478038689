package io.depthlm.common.vlm.djl;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.FramePreparer;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.AnswerParser;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Between a host's bytes and questions. DJL's own way through tensors is not gone: the predictor of
 * {@link DepthModel} asks this class instead.
 */
final class DepthTranslator<I, O> implements NoBatchifyTranslator<I, O> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Function<I, byte[]> bytes;
  private final Function<byte[], O> output;
  private final FocalSetting focal;
  private final Marker marker;
  private final TaskSpec task;
  private final String question;

  DepthTranslator(
      Function<I, byte[]> bytes,
      Function<byte[], O> output,
      FocalSetting focal,
      Marker marker,
      TaskSpec task,
      String question) {
    this.bytes = bytes;
    this.output = output;
    this.focal = focal;
    this.marker = marker;
    this.task = task;
    this.question = question;
  }

  /**
   * The questions of one input, one a point; where a point cannot be asked, what came of it.
   *
   * @param questions null entries are failures
   * @param failures null entries are questions
   */
  record Asked(List<Question> questions, List<Answer> failures) {}

  /**
   * Reads an input.
   *
   * @throws IllegalArgumentException if it is no request
   */
  Asked ask(I input) {
    DepthRequest request = DepthRequest.of(bytes.apply(input));
    String words = request.question() == null ? question : request.question();
    Asked asked = new Asked(new ArrayList<>(), new ArrayList<>());
    try {
      RgbImage image = ImageDecoder.decode(request.image(), ImageLimits.DEFAULT);
      double[] k = request.intrinsics();
      Intrinsics camera = new Intrinsics(k[0], k[1], k[2], k[3], image.widthPx(), image.heightPx());
      FocalPlan plan = FocalPlan.of(camera, focal);
      PreparedFrame frame = FramePreparer.prepare(image, plan);
      for (double[] point : request.pointsPx()) {
        int x = plan.mapX(point[0]);
        int y = plan.mapY(point[1]);
        int width = frame.image().widthPx();
        if (marker.canMark(x, y, width, frame.image().heightPx())) {
          MarkedFrame marked = new MarkedFrame(frame, marker.paint(x, y));
          asked.questions().add(new Question("", words, List.of(marked)));
          asked.failures().add(null);
        } else {
          fail(asked, "point_at_border", "the marker of (%d, %d) does not fit".formatted(x, y));
        }
      }
    } catch (ImageRejected e) {
      request.pointsPx().forEach(point -> fail(asked, e.reason(), e.getMessage()));
    }
    return asked;
  }

  private static void fail(Asked asked, String code, String detail) {
    asked.questions().add(null);
    asked.failures().add(new Answer.Failed(code, Answer.Retry.NEVER, detail));
  }

  /**
   * Writes {@code {"answers": [{"text", "value", "unit", "confidence"} or {"error_code", "detail"},
   * …]}}, one a point; {@code value} is null where the text holds no number.
   */
  O answer(List<Answer> answers) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("answers");
    for (Answer answer : answers) {
      ObjectNode node = list.addObject();
      if (answer instanceof Answer.Said said) {
        ParsedAnswer parsed = AnswerParser.parse(said.text(), task);
        node.put("text", said.text());
        node.put("value", parsed.value());
        node.put("unit", task.kind().unit().key());
        node.put("confidence", said.confidence());
      } else if (answer instanceof Answer.Failed failed) {
        node.put("error_code", failed.errorCode());
        node.put("detail", failed.detail());
      }
    }
    return output.apply(root.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A translator with the settings that DJL's arguments name. */
  static <I, O> DepthTranslator<I, O> of(
      Function<I, byte[]> bytes, Function<byte[], O> output, Options arguments) {
    Double focalPx = arguments.number("focal_px");
    return new DepthTranslator<>(
        bytes,
        output,
        focalPx == null ? FocalSetting.NATIVE : FocalSetting.official(focalPx),
        Markers.named(arguments.text("marker", Markers.OFFICIAL)),
        TaskSpec.parse(arguments.text("task", "distance"), arguments.text("task_parameters", "")),
        arguments.text(
            "question", "How far from the camera is the point that the marker points at?"));
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
