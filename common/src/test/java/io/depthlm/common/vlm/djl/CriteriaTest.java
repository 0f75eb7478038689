package io.depthlm.common.vlm.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.FramePreparer;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.model.Noise;
import io.depthlm.common.vlm.text.SystemPrompt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checkpoint folder through DJL's own loader, as a host that knows nothing of it would. */
class CriteriaTest {
  private static final String WORDS = "How far is the point?";
  private static final RgbImage IMAGE = image(160, 120);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void bytesToBytesGiveTheEnginesAnswers() throws Exception {
    try (ZooModel<byte[], byte[]> model = criteria(byte[].class, byte[].class).loadModel();
        Predictor<byte[], byte[]> predictor = model.newPredictor()) {
      List<byte[]> out =
          predictor.batchPredict(List.of(request("[[40, 50], [1, 50]]"), request("[[90.5, 60]]")));
      JsonNode first = JSON.readTree(out.get(0)).get("answers");
      assertEquals(expected(40, 50), first.get(0).get("text").asText());
      assertTrue(first.get(0).get("confidence").asDouble() > 0);
      assertEquals("m", first.get(0).get("unit").asText());
      assertEquals("point_at_border", first.get(1).get("error_code").asText());
      JsonNode second = JSON.readTree(out.get(1)).get("answers");
      assertEquals(expected(90.5, 60), second.get(0).get("text").asText());
    }
  }

  @Test
  void inputToOutputGivesTheSame() throws Exception {
    try (ZooModel<Input, Output> model = criteria(Input.class, Output.class).loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      Input input = new Input();
      input.add(request("[[40, 50]]"));
      Output output = predictor.predict(input);
      assertEquals(200, output.getCode());
      JsonNode answers = JSON.readTree(output.getData().getAsBytes()).get("answers");
      assertEquals(expected(40, 50), answers.get(0).get("text").asText());
    }
  }

  @Test
  void aRequestThatIsNoneSaysWhy() throws Exception {
    try (ZooModel<byte[], byte[]> model = criteria(byte[].class, byte[].class).loadModel();
        Predictor<byte[], byte[]> predictor = model.newPredictor()) {
      byte[] nothing = "{}".getBytes(StandardCharsets.UTF_8);
      TranslateException e =
          assertThrows(TranslateException.class, () -> predictor.predict(nothing));
      assertEquals("the request needs image, a file's bytes in base64", e.getMessage());
    }
  }

  @Test
  void theDefaultEngineStaysPyTorch() {
    assertTrue(Engine.getAllEngines().contains(DepthDjlEngine.NAME));
    assertEquals("PyTorch", Engine.getDefaultEngineName());
  }

  private static <I, O> Criteria<I, O> criteria(Class<I> in, Class<O> out) {
    return Criteria.builder()
        .setTypes(in, out)
        .optEngine("DepthLM")
        .optModelPath(folder())
        .optTranslatorFactory(new DepthTranslatorFactory())
        .optOption("max_new_tokens", "12")
        .optArgument("focal_px", "120")
        .optArgument("question", WORDS)
        .build();
  }

  private static String expected(double x, double y) {
    VlmSpec spec =
        new VlmSpec(
            folder().toString(),
            "tiny",
            VlmSpec.Weights.AUTO,
            SystemPrompt.TEMPLATE,
            new VlmSpec.Decoding(12, List.of("</answer>"), null),
            8,
            16384);
    Intrinsics camera = new Intrinsics(150, 150, 80, 60, 160, 120);
    PreparedFrame frame = FramePreparer.prepare(IMAGE, camera, FocalSetting.official(120));
    var plan = io.depthlm.common.imaging.FocalPlan.of(camera, FocalSetting.official(120));
    MarkedFrame marked =
        new MarkedFrame(frame, Markers.named(Markers.OFFICIAL).paint(plan.mapX(x), plan.mapY(y)));
    try (DepthEngine engine = spec.open(DeviceSlot.CPU)) {
      Answer answer = engine.answer(List.of(new Question("q", WORDS, List.of(marked)))).get(0);
      return ((Answer.Said) answer).text();
    }
  }

  private static byte[] request(String points) {
    String image = Base64.getEncoder().encodeToString(PngEncoder.encode(IMAGE));
    return "{\"image\": \"%s\", \"intrinsics\": [150, 150, 80, 60], \"points\": %s}"
        .formatted(image, points)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static RgbImage image(int width, int height) {
    float[] noise = Noise.of("criteria", 3 * width * height, 128, 127);
    byte[] rgb = new byte[noise.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) noise[i];
    }
    return new RgbImage(width, height, rgb);
  }

  private static Path folder() {
    try {
      return Path.of(CriteriaTest.class.getResource("/golden/vlm/tiny-qwen").toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
