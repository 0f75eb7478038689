package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.engine.Question;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.VlmSpec.Decoding;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** bf16 checkpoints on this processor, and those whose weights are not numbers. */
@Tag("processor")
class Bf16CheckpointTest {
  static List<Family> families() {
    return Family.all();
  }

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "qwen2_5_vl, AUTO",
    "qwen2_5_vl, F32",
    "qwen2_5_vl, BF16",
    "pixtral, AUTO",
    "pixtral, BF16"
  })
  void itAnswersInWhatIsAskedFor(String family, NumberChoice numbers) throws IOException {
    Path folder = random(Family.asked("family", family));
    try (DepthEngine engine = spec(folder, numbers).open(DeviceSlot.CPU)) {
      List<Answer> answers = engine.answer(questions());
      for (Answer answer : answers) {
        assertEquals(6, assertInstanceOf(Answer.Said.class, answer).answerTokens());
      }
      switch (numbers) {
        case F32 -> assertEquals("f32", engine.computesIn());
        case BF16 -> assertEquals("bf16", engine.computesIn());
        case AUTO -> {
          boolean old = "AVX2".equals(System.getenv("ONEDNN_MAX_CPU_ISA"));
          assertTrue(
              (old ? List.of("f32") : List.of("f32", "bf16")).contains(engine.computesIn()),
              engine.computesIn());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void logitsThatAreNotNumbersAreAnErrorOfTheQuestion(Family family) throws IOException {
    Path folder = random(family);
    TensorEntry norm = Checkpoint.open(folder).tensor("model.norm.weight");
    short nan = (short) 0x7fc0;
    try (FileChannel file = FileChannel.open(norm.file(), StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, nan);
      file.write(bytes, norm.byteOffset());
    }
    try (DepthEngine engine = spec(folder, NumberChoice.AUTO).open(DeviceSlot.CPU)) {
      for (Answer answer : engine.answer(questions())) {
        Answer.Failed failed = assertInstanceOf(Answer.Failed.class, answer);
        assertEquals("engine_not_finite", failed.errorCode());
        assertEquals(Answer.Retry.NEVER, failed.retriable());
        assertEquals(
            "the model's logits of word 1 are not numbers: computed in %s from %s"
                .formatted(engine.computesIn(), folder),
            failed.detail());
      }
    }
  }

  private Path random(Family family) throws IOException {
    Path folder = temporary.resolve(family.label());
    new RandomCheckpoint(Shapes.of(family, "tiny"), NumberType.BF16, 1, 1L << 40).write(folder);
    return folder;
  }

  private static List<Question> questions() {
    return List.of(
        new Question(
            "a",
            "How far?",
            List.of(TinyCheckpoints.marked(TinyCheckpoints.picture(84, 56), 20, 20))),
        new Question(
            "b",
            "How far away?",
            List.of(TinyCheckpoints.marked(TinyCheckpoints.picture(84, 56), 40, 20))));
  }

  private static VlmSpec spec(Path folder, NumberChoice numbers) {
    return new VlmSpec(
        folder.toString(),
        "random",
        numbers,
        SystemPrompt.TEMPLATE,
        new Decoding(6, List.of(), null),
        2,
        1 << 20);
  }
}
