package io.depthlm.common.dense;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.dense.DenseGolden.Picture;
import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DepthRaster;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.ImageUnfit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenseEngineTest {
  private static final String METRIC = "depth-anything-metric";
  private static final String RELATIVE = "depth-anything-relative-swiglu";

  @TempDir Path folder;

  @Test
  void allQuestionsOfAFrameShareAPassAndAreReadAtTheirPixels() {
    Counting network = new Counting();
    try (DenseEngine engine =
        new DenseEngine(network, Quantity.Z, MapsChoice.DISCARD, DeviceSlot.CPU)) {
      // Prepared at half the size of the camera's picture: pixels are the camera's.
      Intrinsics camera = new Intrinsics(50, 50, 4, 2, 8, 4);
      PreparedFrame frame = frame(4, 2, 25);
      List<Question> questions = new ArrayList<>();
      for (int x = 0; x < 8; x++) {
        questions.add(question(frame, camera, x, 3));
      }
      List<Answer> answers = engine.answer(questions);
      for (int x = 0; x < 8; x++) {
        // A map of two points, 10 and 20, over eight columns: from 0.5 to 1.5 of the point's width
        double want = 10 + 10 * Math.max(0, Math.min(1, (x + 0.5) / 4 - 0.5));
        assertEquals(new Answer.Measured(want, MeasuredKind.Z, 50.0, 8), answers.get(x));
      }
      engine.answer(questions.subList(0, 1));
      assertEquals(1, engine.passes());
      engine.answer(List.of(question(frame(4, 2, 25), camera, 0, 0)));
      assertEquals(2, engine.passes());
      assertEquals(DepthEngine.Grouping.FRAMES, engine.grouping());
    }
    assertTrue(network.closed);
  }

  @Test
  void aQuestionThatIsNotAboutOnePixelFailsAlone() {
    try (DenseEngine engine =
        new DenseEngine(new Counting(), Quantity.Z, MapsChoice.DISCARD, DeviceSlot.CPU)) {
      PreparedFrame frame = frame(4, 2, 25);
      MarkedFrame marked = new MarkedFrame(frame, Marks.NONE);
      Pixel pixel = new Pixel(0, 0);
      Question two =
          new Question("two", "", List.of(marked), frame.camera(), List.of(pixel, pixel));
      Question pair =
          new Question("pair", "", List.of(marked, marked), frame.camera(), List.of(pixel));
      List<Answer> answers = engine.answer(List.of(two, pair, question(frame, null, 0, 0)));
      assertEquals("task_unsupported", ((Answer.Failed) answers.get(0)).errorCode());
      assertEquals("task_unsupported", ((Answer.Failed) answers.get(1)).errorCode());
      assertEquals(10, ((Answer.Measured) answers.get(2)).value());
    }
  }

  @Test
  void aPictureThatTheNetworkCannotReadFailsItsOwnQuestions() {
    try (DenseEngine engine =
        new DenseEngine(new Counting(), Quantity.Z, MapsChoice.DISCARD, DeviceSlot.CPU)) {
      Answer answer = engine.answer(List.of(question(frame(1, 1, 25), null, 0, 0))).get(0);
      assertEquals(
          new Answer.Failed("image_unfit", Answer.Retry.NEVER, "too small to read"), answer);
    }
  }

  @Test
  void aMapWithoutNumbersIsNoAnswer() {
    Counting network = new Counting();
    network.value = Float.NaN;
    try (DenseEngine engine =
        new DenseEngine(network, Quantity.INVERSE_Z, MapsChoice.DISCARD, DeviceSlot.CPU)) {
      Answer answer = engine.answer(List.of(question(frame(2, 2, 25), null, 0, 0))).get(0);
      assertEquals("engine_not_finite", ((Answer.Failed) answer).errorCode());
    }
  }

  @Test
  void inverseDepthIsTurnedRoundAfterItIsRead() {
    try (DenseEngine engine =
        new DenseEngine(new Counting(), Quantity.INVERSE_Z, MapsChoice.DISCARD, DeviceSlot.CPU)) {
      Answer.Measured answer =
          (Answer.Measured) engine.answer(List.of(question(frame(3, 1, 25), null, 1, 0))).get(0);
      assertEquals(1 / 15.0, answer.value(), 1e-12);
      assertEquals(MeasuredKind.Z, answer.kind());
    }
  }

  @Test
  void answersCarryTheirMapWhereItIsKept() {
    try (DenseEngine engine =
        new DenseEngine(new Counting(), Quantity.INVERSE_Z, MapsChoice.KEEP, DeviceSlot.CPU)) {
      PreparedFrame frame = frame(4, 2, 25);
      List<Answer> answers =
          engine.answer(List.of(question(frame, null, 0, 0), question(frame, null, 3, 1)));
      DepthRaster map = ((Answer.Measured) answers.get(0)).map();
      assertSame(map, ((Answer.Measured) answers.get(1)).map());
      assertEquals(MeasuredKind.Z, map.kind());
      assertEquals(List.of(2, 1), List.of(map.widthPx(), map.heightPx()));
      assertArrayEquals(new float[] {1 / 10f, 1 / 20f}, map.values());
    }
  }

  @Test
  void theKeptMapIsThePictureWithoutItsPadding() {
    float[] values = {9, 9, 9, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9, 9, 9, 9};
    for (Sampling sampling : Sampling.values()) {
      DepthMap padded = new DepthMap(values, 4, 4, new DepthMap.Window(1, 1, 2, 2), sampling);
      assertArrayEquals(
          new float[] {1, 2, 3, 4}, padded.raster(Quantity.Z).values(), sampling::toString);
    }
  }

  @Test
  void aFolderAnswersThroughItsSpec() {
    DenseGolden golden = DenseGolden.of(METRIC);
    golden.write(folder);
    Picture picture = golden.pictures().get(1);
    DenseSpec spec = spec(DepthChoice.AUTO);
    try (DepthEngine engine = spec.open(DeviceSlot.CPU)) {
      List<Question> questions = new ArrayList<>();
      for (int[] at : picture.at()) {
        questions.add(question(picture.frame(), picture.frame().camera(), at[0], at[1]));
      }
      List<Answer> answers = engine.answer(questions);
      for (int i = 0; i < answers.size(); i++) {
        Answer.Measured measured = (Answer.Measured) answers.get(i);
        assertEquals(picture.depthAt()[i], measured.value(), 1e-4 * picture.depthAt()[i]);
      }
      assertEquals("f32", engine.computesIn());
    }
  }

  @Test
  void relativeMapsAreRefusedUnlessTheEntryTakesThem() {
    DenseGolden golden = DenseGolden.of(RELATIVE);
    golden.write(folder);
    EngineException refused =
        assertThrows(EngineException.class, () -> spec(DepthChoice.AUTO).open(DeviceSlot.CPU));
    assertEquals("depth_without_unit", refused.errorCode());
    assertTrue(refused.getMessage().contains("say depth = relative_inverse"), refused.getMessage());
    Picture picture = golden.pictures().get(0);
    try (DepthEngine engine = spec(DepthChoice.RELATIVE_INVERSE).open(DeviceSlot.CPU)) {
      Answer answer = engine.answer(List.of(question(picture.frame(), null, 5, 5))).get(0);
      assertEquals(MeasuredKind.RELATIVE, ((Answer.Measured) answer).kind());
    }
  }

  @Test
  void aFolderWithoutItsHeadIsOneError() {
    DenseGolden golden = DenseGolden.of(METRIC);
    ObjectNode config = (ObjectNode) golden.file("config");
    config.put("fusion_hidden_size", 32);
    golden.write(folder, config);
    EngineException wrong =
        assertThrows(EngineException.class, () -> spec(DepthChoice.AUTO).open(DeviceSlot.CPU));
    assertEquals("checkpoint_tensor_shape", wrong.errorCode());
    config.put("fusion_hidden_size", 16).withArray("neck_hidden_sizes").add(8);
    config.withArray("reassemble_factors").add(1);
    ((ObjectNode) config.get("backbone_config"))
        .putArray("out_indices")
        .add(0)
        .add(1)
        .add(2)
        .add(3)
        .add(4);
    golden.write(folder, config);
    wrong = assertThrows(EngineException.class, () -> spec(DepthChoice.AUTO).open(DeviceSlot.CPU));
    assertEquals("checkpoint_tensor_missing", wrong.errorCode());
    assertTrue(wrong.getMessage().contains("neck.convs.4.weight"), wrong.getMessage());
  }

  @Test
  void aFolderOfAnotherKindSaysWhatItIs() {
    DenseGolden golden = DenseGolden.of(METRIC);
    ObjectNode config = (ObjectNode) golden.file("config");
    config.putArray("architectures").add("Qwen2_5_VLForConditionalGeneration");
    golden.write(folder, config);
    EngineException wrong =
        assertThrows(EngineException.class, () -> spec(DepthChoice.AUTO).open(DeviceSlot.CPU));
    assertEquals("checkpoint_architecture_unsupported", wrong.errorCode());
    assertTrue(
        wrong.getMessage().contains("Qwen2_5_VLForConditionalGeneration")
            && wrong.getMessage().contains("engine = vlm"),
        wrong.getMessage());
  }

  private DenseSpec spec(DepthChoice depth) {
    DenseSettings settings =
        new DenseSettings(folder.toString(), null, depth, MapsChoice.DISCARD, DeviceChoice.CPU);
    return settings.spec(folder.toString(), new LocalModelFolder(folder));
  }

  private static PreparedFrame frame(int width, int height, double fx) {
    return new PreparedFrame(
        new RgbImage(width, height, new byte[3 * width * height]),
        new Intrinsics(fx, fx, width / 2.0, height / 2.0, width, height));
  }

  private static Question question(PreparedFrame frame, Intrinsics camera, int x, int y) {
    return new Question(
        "q" + x, "", List.of(new MarkedFrame(frame, Marks.NONE)), camera, List.of(new Pixel(x, y)));
  }

  /** Says 10 in the left half and 20 in the right, whatever it is shown. */
  private static final class Counting implements DenseNetwork<Planes> {
    private float value = 10;
    private boolean closed;

    @Override
    public Planes prepare(PreparedFrame frame) {
      if (frame.image().widthPx() < 2) {
        throw new ImageUnfit("too small to read");
      }
      int width = 2 * frame.image().widthPx();
      int height = 2 * frame.image().heightPx();
      return new Planes(new float[3 * width * height], width, height, frame.camera());
    }

    @Override
    public DepthMap map(Planes picture) {
      return new DepthMap(new float[] {value, 20}, 2, 1, Sampling.BILINEAR);
    }

    @Override
    public String computesIn() {
      return "f32";
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
