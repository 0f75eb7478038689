package io.depthlm.common.vlm.djl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.FramePreparer;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.model.Noise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
      JsonNode first = answers(out.get(0));
      assertEquals(expected(WORDS, 40, 50), first.get(0).get("text").asText());
      assertTrue(first.get(0).get("confidence").asDouble() > 0);
      assertEquals("m", first.get(0).get("unit").asText());
      assertEquals("radial", first.get(0).get("value_kind").asText());
      assertEquals("border", first.get(1).get("error_code").asText());
      assertEquals("failed", first.get(1).get("parse_status").asText());
      JsonNode second = answers(out.get(1));
      assertEquals(expected(WORDS, 90.5, 60), second.get(0).get("text").asText());
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
      JsonNode answers = answers(output.getData().getAsBytes());
      assertEquals(expected(WORDS, 40, 50), answers.get(0).get("text").asText());
      Output none = predictor.predict(new Input());
      assertEquals(400, none.getCode());
      assertEquals("the input is null", none.getMessage());
    }
  }

  @Test
  void anInputThatIsNoRequestFailsAlone() throws Exception {
    byte[] broken =
        "{\"image\": \"AAAA\", \"intrinsics\": [1, 1, 1, 1], \"points\": [[1, 1]]}".getBytes(UTF_8);
    try (ZooModel<byte[], byte[]> model = criteria(byte[].class, byte[].class).loadModel();
        Predictor<byte[], byte[]> predictor = model.newPredictor()) {
      List<byte[]> out =
          predictor.batchPredict(
              Arrays.asList(
                  null,
                  request("[[40, 50]]"),
                  "{}".getBytes(UTF_8),
                  broken,
                  "no".getBytes(UTF_8),
                  asking("[[40, 50]]", "Where is {nowhere}?")));
      assertEquals(
          List.of(
              "input_null",
              "",
              "request_invalid",
              "image_unreadable",
              "request_invalid",
              "request_invalid"),
          out.stream().map(o -> answers(o).get(0).path("error_code").asText()).toList());
      assertEquals(expected(WORDS, 40, 50), answers(out.get(1)).get(0).get("text").asText());
      assertEquals(
          "the request needs image, a file's bytes in base64",
          answers(out.get(2)).get(0).get("detail").asText());
    }
  }

  @Test
  void placeholdersOfAQuestionAreFilledIn() throws Exception {
    try (ZooModel<byte[], byte[]> model = criteria(byte[].class, byte[].class).loadModel();
        Predictor<byte[], byte[]> predictor = model.newPredictor()) {
      byte[] out =
          predictor.predict(asking("[[40, 50]]", "What does the {marker} show in {width}?"));
      assertEquals(
          expected("What does the red arrow show in 128?", 40, 50),
          answers(out).get(0).get("text").asText());
    }
  }

  @Test
  void theQueryOfTheUrlHasOptionsAndArguments() throws Exception {
    String url =
        folder().toUri()
            + "?max_new_tokens=12&system_prompt=template&focal_px=120&question="
            + URLEncoder.encode(WORDS, UTF_8);
    Criteria<byte[], byte[]> criteria =
        Criteria.builder()
            .setTypes(byte[].class, byte[].class)
            .optEngine("DepthLM")
            .optModelUrls(url)
            .optTranslatorFactory(new DepthTranslatorFactory())
            .build();
    try (ZooModel<byte[], byte[]> model = criteria.loadModel();
        Predictor<byte[], byte[]> predictor = model.newPredictor()) {
      assertEquals(
          expected(WORDS, 40, 50),
          answers(predictor.predict(request("[[40, 50]]"))).get(0).get("text").asText());
    }
  }

  @Test
  void aSystemPromptIsNoneTheTemplatesOrTheWords() {
    assertEquals(SystemPrompt.NONE, system("none"));
    assertEquals(SystemPrompt.TEMPLATE, system("template"));
    assertEquals(
        SystemPrompt.given("You measure, in metres: {}"), system("You measure, in metres: {}"));
    // The template of this checkpoint would put in words of its own, and says so.
    EngineException e =
        assertThrows(
            EngineException.class, () -> with("system_prompt", "none").build().loadModel());
    assertEquals("checkpoint_template_invalid", e.errorCode());
  }

  private static SystemPrompt system(String option) {
    var entry = DjlArguments.model(folder(), Map.of("system_prompt", option), Map.of());
    return entry.systemPrompt();
  }

  @Test
  void wrongKeysAndValuesAreErrors() {
    told("max_tokens is not a known key", with("max_tokens", "12"));
    told("max_new_tokens is \"many\"", with("max_new_tokens", "many"));
    told("dtype is \"f64\"", with("dtype", "f64"));
    told("batch_size is 0", with("batch_size", "0"));
    told("stops is not a known key", argument("stops", "x"));
    told("the argument marker is 'pink'", argument("marker", "pink"));
    told("the argument focal_px is 3", argument("focal_px", "3"));
    told("the argument task is 'point_distance'", argument("task", "point_distance"));
    told("placeholder {nowhere}", argument("question", "Where is {nowhere}?"));
    UserError e =
        assertThrows(
            UserError.class, () -> DjlArguments.question(Map.of("markers", "x"), k -> false));
    assertTrue(e.getMessage().startsWith("the argument markers is not known"), e.getMessage());
  }

  private static void told(String what, Criteria.Builder<byte[], byte[]> criteria) {
    UserError e = assertThrows(UserError.class, () -> criteria.build().loadModel());
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void modelsOfOneRecipeShareAnEngineUntilTheLastIsClosed() throws Exception {
    collectAll(); // other tests leave models that were loaded in vain
    var first = criteria(byte[].class, byte[].class).loadModel();
    var second = criteria(byte[].class, byte[].class).loadModel();
    assertEquals(1, SharedEngines.ofProcess().open());
    var other = with("max_new_tokens", "11").build().loadModel();
    assertEquals(2, SharedEngines.ofProcess().open());
    other.close();
    first.close();
    first.close();
    assertEquals(1, SharedEngines.ofProcess().open());
    try (Predictor<byte[], byte[]> predictor = second.newPredictor()) {
      assertEquals(
          expected(WORDS, 40, 50),
          answers(predictor.predict(request("[[40, 50]]"))).get(0).get("text").asText());
    }
    second.close();
    assertEquals(0, SharedEngines.ofProcess().open());
  }

  @Test
  void modelsThatNobodyClosesAreGivenBackByTheCollector() throws Exception {
    collectAll();
    for (int i = 0; i < 5; i++) {
      with("max_new_tokens", "9").build().loadModel();
      assertTrue(SharedEngines.ofProcess().open() <= 1);
    }
    collectAll();
  }

  private static void collectAll() throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (SharedEngines.ofProcess().open() > 0 && System.nanoTime() < until) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(0, SharedEngines.ofProcess().open());
  }

  @Test
  void theDefaultEngineStaysPyTorch() {
    assertTrue(Engine.getAllEngines().contains(DepthDjlEngine.NAME));
    assertEquals("PyTorch", Engine.getDefaultEngineName());
  }

  private static <I, O> Criteria<I, O> criteria(Class<I> in, Class<O> out) {
    return builder(in, out).build();
  }

  private static <I, O> Criteria.Builder<I, O> builder(Class<I> in, Class<O> out) {
    return Criteria.builder()
        .setTypes(in, out)
        .optEngine("DepthLM")
        .optModelPath(folder())
        .optTranslatorFactory(new DepthTranslatorFactory())
        .optOption("max_new_tokens", "12")
        .optArgument("focal_px", "120")
        .optArgument("question", WORDS);
  }

  private static Criteria.Builder<byte[], byte[]> with(String option, String value) {
    return builder(byte[].class, byte[].class).optOption(option, value);
  }

  private static Criteria.Builder<byte[], byte[]> argument(String key, String value) {
    return builder(byte[].class, byte[].class).optArgument(key, value);
  }

  private static JsonNode answers(byte[] out) {
    try {
      return JSON.readTree(out).get("answers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String expected(String words, double x, double y) {
    VlmSpec spec =
        new VlmSpec(
            folder().toString(),
            "tiny",
            NumberChoice.AUTO,
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
      Answer answer = engine.answer(List.of(new Question("q", words, List.of(marked)))).get(0);
      return ((Answer.Said) answer).text();
    }
  }

  private static byte[] request(String points) {
    return json(points, "");
  }

  private static byte[] asking(String points, String question) {
    return json(points, ", \"question\": \"%s\"".formatted(question));
  }

  private static byte[] json(String points, String more) {
    String image = Base64.getEncoder().encodeToString(PngEncoder.encode(IMAGE));
    return "{\"image\": \"%s\", \"intrinsics\": [150, 150, 80, 60], \"points\": %s%s}"
        .formatted(image, points, more)
        .getBytes(UTF_8);
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
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
