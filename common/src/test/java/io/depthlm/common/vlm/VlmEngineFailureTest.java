package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.Question;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.image.ImageUnfit;
import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What goes wrong stays with the question it belongs to. */
class VlmEngineFailureTest {
  @Test
  void aQuestionThatCannotBeReadFailsAlone() {
    PreparedFrame fine = TinyCheckpoints.picture(140, 84);
    // Qwen's processor refuses sides that differ by more than 200 times.
    PreparedFrame strip = TinyCheckpoints.picture(2010, 10);
    List<Question> questions =
        List.of(
            new Question("a", "How far?", List.of(TinyCheckpoints.marked(fine, 20, 20))),
            new Question("b", "How far?", List.of(TinyCheckpoints.marked(strip, 20, 5))),
            new Question(
                "c", "How far? <|image_pad|>", List.of(TinyCheckpoints.marked(fine, 20, 20))),
            new Question("d", "How far?", List.of(TinyCheckpoints.marked(fine, 20, 20))));
    try (DepthEngine engine = TinyCheckpoints.spec("tiny-qwen", 8, null).open(DeviceSlot.CPU)) {
      List<Answer> answers = engine.answer(questions);
      Answer.Said first = assertInstanceOf(Answer.Said.class, answers.get(0));
      assertEquals(ImageUnfit.CODE, failed(answers.get(1)).errorCode());
      assertEquals("checkpoint_template_invalid", failed(answers.get(2)).errorCode());
      assertEquals(first.text(), ((Answer.Said) answers.get(3)).text());
      assertEquals(2, first.batchSize());
    }
  }

  @Test
  void aPromptBeyondTheModelsPositionsFails() {
    String words = "1 ".repeat(40_000);
    Question question =
        new Question(
            "a", words, List.of(TinyCheckpoints.marked(TinyCheckpoints.picture(56, 56), 9, 9)));
    try (DepthEngine engine = TinyCheckpoints.spec("tiny-qwen", 8, null).open(DeviceSlot.CPU)) {
      Answer.Failed failed = failed(engine.answer(List.of(question)).get(0));
      assertEquals("prompt_too_long", failed.errorCode());
      assertEquals(Answer.Retry.NEVER, failed.retriable());
      assertTrue(failed.detail().contains("the model takes"), failed.detail());
    }
  }

  @Test
  void aFolderThatIsNotThereIsOneClearError() {
    VlmSpec spec =
        new VlmSpec(
            "/nowhere/model",
            "none",
            NumberChoice.AUTO,
            SystemPrompt.NONE,
            new VlmSpec.Decoding(8, List.of(), null),
            1,
            4096);
    EngineException e = assertThrows(EngineException.class, () -> spec.open(DeviceSlot.CPU));
    assertEquals("checkpoint_not_found", e.errorCode());
    assertTrue(e.getMessage().contains("/nowhere/model"), e.getMessage());
  }

  @Test
  void aBatchThatDoesNotFitIsHalvedAndSoAreThoseAfterIt() {
    List<Integer> sizes = new ArrayList<>();
    List<String> freed = new ArrayList<>();
    BatchRunner runner = new BatchRunner(() -> freed.add("once"));
    Function<List<Prompt>, List<Answer>> model =
        prompts -> {
          sizes.add(prompts.size());
          if (prompts.size() > 3) {
            throw new IllegalStateException("CUDA out of memory. Tried to allocate 2 GiB");
          }
          return said(prompts);
        };
    assertEquals(10, runner.run(prompts(10), model).size());
    assertEquals(List.of(10, 5, 3, 2, 3, 2), sizes);
    assertEquals(2, freed.size());
    sizes.clear();
    runner.run(prompts(7), model);
    assertEquals(List.of(3, 3, 1), sizes);
  }

  @Test
  void aQuestionThatDoesNotFitAloneFailsAndMayBeAskedAgain() {
    BatchRunner runner = new BatchRunner(() -> {});
    Function<List<Prompt>, List<Answer>> model =
        prompts -> {
          throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        };
    for (Answer answer : runner.run(prompts(3), model)) {
      assertEquals("device_out_of_memory", failed(answer).errorCode());
      assertEquals(Answer.Retry.LATER, failed(answer).retriable());
    }
  }

  @Test
  void aLostDeviceIsNotAskedAgain() {
    int[] asked = {0};
    EngineException e =
        assertThrows(
            EngineException.class,
            () ->
                new BatchRunner(() -> {})
                    .run(
                        Collections.nCopies(4, null),
                        batch -> {
                          asked[0]++;
                          throw new IllegalStateException(
                              "CUDA error: an illegal memory access was encountered");
                        }));
    assertEquals("device_lost", e.errorCode());
    assertEquals(1, asked[0]);
  }

  @Test
  void aQuestionThatFailsTheModelFailsAlone() {
    List<Prompt> prompts = prompts(4);
    BatchRunner runner = new BatchRunner(() -> {});
    Function<List<Prompt>, List<Answer>> model =
        batch -> {
          if (batch.contains(prompts.get(2))) {
            throw new IllegalStateException("index out of range\nat some operator");
          }
          return said(batch);
        };
    List<Answer> answers = runner.run(prompts, model);
    for (int i = 0; i < 4; i++) {
      if (i == 2) {
        assertEquals("model_failed", failed(answers.get(i)).errorCode());
        assertEquals("index out of range", failed(answers.get(i)).detail());
      } else {
        assertInstanceOf(Answer.Said.class, answers.get(i));
      }
    }
  }

  private static Answer.Failed failed(Answer answer) {
    return assertInstanceOf(Answer.Failed.class, answer);
  }

  private static List<Prompt> prompts(int n) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      prompts.add(new Prompt(new int[] {i}, List.of()));
    }
    return prompts;
  }

  private static List<Answer> said(List<Prompt> prompts) {
    return Collections.nCopies(prompts.size(), new Answer.Said("", 1.0, 1, 1, prompts.size()));
  }
}
