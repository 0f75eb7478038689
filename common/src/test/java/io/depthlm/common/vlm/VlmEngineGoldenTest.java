package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.engine.Question;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.vlm.qwen3_vl.Qwen3Family;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.common.vlm.torch.TestDevice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From checkpoint folders that transformers saved, pixels and words to its answers' text. */
class VlmEngineGoldenTest {
  /** A template that the random models never say, and the start of one answer of tiny-qwen. */
  private static final String UNSAID =
      "<think> The point is around {} meters away from the camera. </think>\n\n"
          + "<answer> {} </answer>";

  /** A random checkpoint whose first decoder layers see the picture again. */
  private static final String DEEPSTACK = "random-qwen3";

  @TempDir private Path temporary;

  static Stream<Arguments> checkpointsAndBatches() {
    return TinyCheckpoints.NAMES.stream()
        .flatMap(name -> Stream.of(1, 3, 8).map(batch -> Arguments.of(name, batch)));
  }

  @ParameterizedTest
  @MethodSource("checkpointsAndBatches")
  @Tag("gpu")
  void answersAreTransformersAnswersInBatchesOfAnySize(String name, int batch) throws IOException {
    JsonNode golden = golden().get(name);
    try (DepthEngine engine = TinyCheckpoints.spec(name, batch, null).open(TestDevice.slot())) {
      check(golden, engine.answer(questions(golden)));
    }
  }

  @ParameterizedTest
  @MethodSource("checkpointsAndBatches")
  @Tag("gpu")
  void aTemplateThatIsNotSaidChangesNothing(String name, int batch) throws IOException {
    JsonNode golden = golden().get(name);
    try (VlmEngine engine =
        (VlmEngine) TinyCheckpoints.spec(name, batch, UNSAID).open(TestDevice.slot())) {
      check(golden, engine.answer(questions(golden)));
      assertEquals(new VlmEngine.TemplateCounts(0, golden.size()), engine.templateCounts());
    }
  }

  @Test
  @Tag("gpu")
  void aTemplateThatIsSaidChangesNothingAndIsCounted() throws IOException {
    JsonNode golden = golden().get("tiny-qwen");
    String said = golden.get(0).get("text").asText().substring(0, 12);
    VlmSpec spec = TinyCheckpoints.spec("tiny-qwen", 8, said);
    try (VlmEngine engine = (VlmEngine) spec.open(TestDevice.slot())) {
      check(golden, engine.answer(questions(golden)));
      VlmEngine.TemplateCounts counts = engine.templateCounts();
      assertTrue(counts.said() >= 1, counts.toString());
      assertEquals(golden.size(), counts.said() + counts.left());
    }
  }

  @Test
  @Tag("gpu")
  void answersStopAtAStopText() throws IOException {
    JsonNode golden = golden().get("tiny-qwen");
    String whole = golden.get(2).get("text").asText();
    String stop = whole.substring(9, 12);
    VlmSpec plain = TinyCheckpoints.spec("tiny-qwen", 8, null);
    VlmSpec spec =
        new VlmSpec(
            plain.uri(),
            plain.fingerprint(),
            plain.numbers(),
            plain.system(),
            new VlmSpec.Decoding(32, List.of(stop), null),
            8,
            4096);
    try (DepthEngine engine = spec.open(TestDevice.slot())) {
      Answer.Said said = (Answer.Said) engine.answer(questions(golden)).get(2);
      assertEquals(whole.substring(0, whole.indexOf(stop) + stop.length()), said.text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral", DEEPSTACK})
  @Tag("gpu")
  void questionsAboutAPictureAsItIsShareItAndSayWhatEachSaysAlone(String name) throws IOException {
    PreparedFrame one = TinyCheckpoints.picture(140, 84);
    PreparedFrame other = TinyCheckpoints.picture(140, 84);
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      PreparedFrame frame = i % 4 == 3 ? other : one;
      String words =
          i % 3 == 0 ? "How far is %d, 7?".formatted(11 * i) : "The spot at %d is?".formatted(i);
      questions.add(new Question("q" + i, words, List.of(new MarkedFrame(frame, Marks.NONE))));
    }
    VlmSpec spec = TinyCheckpoints.spec(folder(name), 2, null);
    try (DepthEngine engine = spec.open(TestDevice.slot())) {
      assertEquals(32, engine.sharedBatchSize());
      List<Answer> together = engine.answer(questions);
      for (int i = 0; i < questions.size(); i++) {
        Answer.Said alone = (Answer.Said) engine.answer(List.of(questions.get(i))).get(0);
        Answer.Said said = (Answer.Said) together.get(i);
        assertEquals(alone.text(), said.text(), "question " + i);
        assertEquals(alone.promptTokens(), said.promptTokens());
        assertEquals(alone.confidence(), said.confidence(), 1e-3);
        assertEquals(1, alone.batchSize());
        assertEquals(i % 4 == 3 ? 3 : 9, said.batchSize(), "in one batch with its picture's");
      }
    }
  }

  @Test
  void batchesOfANarrowModelRunSideBySide() throws IOException {
    VlmSpec spec = TinyCheckpoints.spec("tiny-qwen", 8, null);
    JsonNode golden = golden().get("tiny-qwen");
    List<Question> questions = questions(golden);
    List<Question> often = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      often.addAll(questions);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    try (DepthEngine engine = spec.open(DeviceSlot.CPU)) {
      assertEquals(cores + 1, engine.lanes(), "one caller prepares");
      List<Answer> answers = engine.answer(often);
      for (int i = 0; i < answers.size(); i++) {
        Answer.Said said = (Answer.Said) answers.get(i);
        assertEquals(golden.get(i % questions.size()).get("text").asText(), said.text());
      }
    }
  }

  private Path folder(String name) throws IOException {
    if (!name.equals(DEEPSTACK)) {
      return TinyCheckpoints.folder(name);
    }
    new RandomCheckpoint(Shapes.of(Qwen3Family.INSTANCE, "tiny"), NumberType.F32, 1, 1L << 40)
        .write(temporary.resolve(name));
    return temporary.resolve(name);
  }

  @Test
  @Tag("gpu")
  void callersOnSeveralThreadsGetTheirOwnAnswers() throws Exception {
    JsonNode golden = golden().get("tiny-pixtral");
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try (DepthEngine engine =
        TinyCheckpoints.spec("tiny-pixtral", 4, null).open(TestDevice.slot())) {
      List<Question> questions = questions(golden);
      List<Future<List<Answer>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(callers.submit(() -> engine.answer(questions)));
      }
      for (Future<List<Answer>> answer : answers) {
        check(golden, answer.get());
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static void check(JsonNode golden, List<Answer> answers) {
    assertEquals(golden.size(), answers.size());
    for (int i = 0; i < answers.size(); i++) {
      JsonNode want = golden.get(i);
      Answer.Said said = (Answer.Said) answers.get(i);
      assertEquals(want.get("text").asText(), said.text(), "question " + i);
      assertEquals(want.get("prompt_tokens").asInt(), said.promptTokens());
      assertEquals(want.get("answer_tokens").asInt(), said.answerTokens());
      assertEquals(
          want.get("log_probability").asDouble(), Math.log(said.confidence()), 5e-3, "log p");
    }
  }

  static List<Question> questions(JsonNode golden) {
    Map<String, PreparedFrame> pictures = new HashMap<>();
    List<Question> questions = new ArrayList<>();
    for (JsonNode q : golden) {
      List<MarkedFrame> frames = new ArrayList<>();
      for (JsonNode f : q.get("frames")) {
        int width = f.get(0).asInt();
        int height = f.get(1).asInt();
        PreparedFrame picture =
            pictures.computeIfAbsent(
                width + "x" + height, key -> TinyCheckpoints.picture(width, height));
        frames.add(TinyCheckpoints.marked(picture, f.get(2).asInt(), f.get(3).asInt()));
      }
      questions.add(new Question("q" + questions.size(), q.get("words").asText(), frames));
    }
    return questions;
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in =
        VlmEngineGoldenTest.class.getResourceAsStream("/golden/vlm/answers.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}
