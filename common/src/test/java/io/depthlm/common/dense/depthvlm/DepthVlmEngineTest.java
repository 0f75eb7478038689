package io.depthlm.common.dense.depthvlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.dense.MapsChoice;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.inspect.CheckpointInspection;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepthVlmEngineTest {
  @TempDir Path temporary;

  @Test
  void aFolderAnswersFromOnePassAFrameWhateverTheQuestion() throws IOException {
    Path folder = random();
    try (DepthEngine engine = spec(folder, SystemPrompt.TEMPLATE).open(DeviceSlot.CPU)) {
      PreparedFrame frame = frame(150, 100);
      List<Answer> answers =
          engine.answer(
              List.of(question("How far?", frame, 20, 30), question("Where?", frame, 20, 30)));
      Answer.Measured first = (Answer.Measured) answers.get(0);
      assertEquals(first, answers.get(1));
      assertEquals(MeasuredKind.Z, first.kind());
      assertTrue(first.value() > 0, first::toString);
      // the processor reads at least 64 tokens of 32 x 32 px: 320 x 224
      assertEquals(100.0 * 320 / 150, first.effectiveFocalPx(), 1e-9);
      assertEquals("f32", engine.computesIn());
    }
  }

  @Test
  void theSystemPromptChangesTheMap() throws IOException {
    Path folder = random();
    double[] values = new double[2];
    SystemPrompt[] prompts = {SystemPrompt.TEMPLATE, SystemPrompt.given("You see far.")};
    for (int i = 0; i < 2; i++) {
      try (DepthEngine engine = spec(folder, prompts[i]).open(DeviceSlot.CPU)) {
        Question question = question("How far?", frame(64, 64), 5, 60);
        values[i] = ((Answer.Measured) engine.answer(List.of(question)).get(0)).value();
      }
    }
    assertTrue(values[0] != values[1], () -> values[0] + " either way");
  }

  @Test
  void aQwen3WithoutTheHeadIsOneError() throws IOException {
    Path folder = temporary.resolve("model");
    new RandomCheckpoint(
            Shapes.of(Family.labelled("qwen3_vl").orElseThrow(), "tiny"),
            NumberType.F32,
            1,
            1_000_000_000)
        .write(folder);
    EngineException e =
        assertThrows(
            EngineException.class, () -> spec(folder, SystemPrompt.TEMPLATE).open(DeviceSlot.CPU));
    assertTrue(e.getMessage().contains("has no depth head"), e.getMessage());
    assertTrue(e.getMessage().contains("engine = vlm"), e.getMessage());
  }

  @Test
  void theFolderIsAlsoOneOfQwen3AndSaysWhatItHolds() throws IOException {
    Path folder = random();
    Checkpoint model = Checkpoint.open(folder);
    assertTrue(
        model.tensors().keySet().stream().noneMatch(name -> name.contains("depth_head")),
        "the model has no such tensors");
    CheckpointInspection inspection = DepthVlmInspection.of(folder);
    assertTrue(inspection.canBeRun(), () -> inspection.problems().toString());
    assertTrue(
        inspection.facts().stream()
            .anyMatch(
                fact ->
                    fact.name().equals("depth head")
                        && fact.value().contains("for engine = depthvlm")),
        () -> inspection.facts().toString());
  }

  private Path random() throws IOException {
    Path folder = temporary.resolve("depthvlm");
    new RandomDepthVlm("tiny", NumberType.F32, 5, 1_000_000_000).write(folder);
    return folder;
  }

  private static DepthVlmSpec spec(Path folder, SystemPrompt system) {
    return new DepthVlmSettings(
            folder.toString(), NumberChoice.F32, system, MapsChoice.DISCARD, DeviceChoice.CPU)
        .spec(folder.toString(), new LocalModelFolder(folder));
  }

  private static Question question(String text, PreparedFrame frame, int x, int y) {
    return new Question(
        text,
        text,
        List.of(new MarkedFrame(frame, Marks.NONE)),
        frame.camera(),
        List.of(new Pixel(x, y)));
  }

  private static PreparedFrame frame(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 37 % 251);
    }
    return new PreparedFrame(
        new RgbImage(width, height, rgb),
        new Intrinsics(100, 100, width / 2.0, height / 2.0, width, height));
  }
}
