package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PointingConfig;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.baseline.ConstantSpec;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.DepthCells;
import io.depthlm.common.synth.RenderedFrame;
import io.depthlm.common.synth.SceneGenerator;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.vlm.VlmSettings;
import io.depthlm.jobs.TinyModels;
import io.depthlm.jobs.ask.AnswerGrid;
import io.depthlm.jobs.ask.ImageFile;
import io.depthlm.jobs.ask.ImageQuestions;
import io.depthlm.jobs.predict.EngineSpecs;
import io.depthlm.jobs.spark.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the demonstration; what it puts in a row has tests of its own. */
class DemoTest {
  private static final String TINY = "classpath:conf/sweeps/tiny.conf";

  @TempDir Path folder;

  private DemoSweep load(SourceCheckout checkout) {
    return DemoSweep.load(ConfFiles.loader(ConfFilesTest.NO_SESSION), TINY, checkout);
  }

  private static List<String> models(DemoSweep sweep) {
    return sweep.loaded().sweep().models().stream().map(ModelConfig::name).toList();
  }

  @Test
  void withoutTheModelTheConstantsAreLeft() {
    for (SourceCheckout checkout : List.of(new SourceCheckout(folder), new SourceCheckout(null))) {
      DemoSweep sweep = load(checkout);
      assertEquals(List.of("constant-1m", "constant-2m", "constant-5m"), models(sweep));
      assertEquals(List.of("models/depthlm-tiny"), sweep.missing());
      assertTrue(sweep.seeing().isEmpty());
    }
  }

  @Test
  void aCheckoutsModelIsFoundFromAnyFolder() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("models/depthlm-tiny"));
    try (var files = Files.list(TinyModels.folder("tiny-qwen"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    SourceCheckout checkout = new SourceCheckout(folder);
    DemoSweep sweep = load(checkout);
    assertEquals(List.of(), sweep.missing());
    ModelConfig model = sweep.seeing().orElseThrow();
    assertEquals("depthlm-tiny", model.name());
    assertEquals("models/depthlm-tiny", ((VlmSettings) model.engine()).uri());
    SynthSettings settings = SynthSettings.demo().withSize(96, 72);
    DemoPicture picture = new DemoPicture(model.name(), sweep.asking(), 24);
    List<Integer> answered = new ArrayList<>();
    RgbImage drawn;
    try (ImageQuestions questions =
        ImageQuestions.open(
            new EngineSpecs(Configuration::new, checkout).of(model), sweep.asking())) {
      drawn =
          picture.draw(
              questions,
              List.of(
                  new DemoPicture.Named("room", new SceneGenerator(settings).frame(0)),
                  new DemoPicture.Named("street", new SceneGenerator(settings).frame(4))),
              answered::add);
    }
    // Three panels of 384 px with the scale beside them, one row of them below the other.
    assertEquals(20 + 3 * (384 + 20) + 22 + 8 + 7 * 12 + 20, drawn.widthPx());
    assertTrue(drawn.heightPx() > 2 * 288, "two rows");
    assertTrue(answered.get(answered.size() - 1) > 12, "both frames count: " + answered);
  }

  /** Its image tokens have 16 px of a frame's 128 px of focal length: about 15 in this frame. */
  @Test
  void thePictureIsFinerThanTheModelsTokens() {
    SourceCheckout checkout = new SourceCheckout(Path.of(".."));
    DemoSweep sweep = load(checkout);
    ModelConfig model = sweep.seeing().orElseThrow();
    assertEquals(new PointingConfig("token", "shown"), model.pointing(null, null));
    Asking asking =
        DemoCommand.fastest(sweep.asking(), model, ConfFiles.entries(Configuration::new));
    assertEquals("token", asking.markerName());
    RenderedFrame street =
        new SceneGenerator(SynthSettings.demo().withSize(320, 240).withFocal(480, 480)).frame(4);
    ImageFile image =
        new ImageFile("street", PngEncoder.encode(street.image()), street.depth().camera());
    try (ImageQuestions questions =
        ImageQuestions.open(new EngineSpecs(Configuration::new, checkout).of(model), asking)) {
      AnswerGrid whole = AnswerGrid.ask(questions, image, 8, n -> {});
      List<Integer> answered = new ArrayList<>();
      AnswerGrid crops = AnswerGrid.askInCrops(questions, image, 8, 4, answered::add);
      assertEquals(40 * 30, crops.answers().size());
      assertEquals(40 * 30, answered.get(answered.size() - 1));
      assertEquals(0, crops.cells(LabelKind.RADIAL).count(DepthCells.State.FAILED));
      for (int i = 0; i < crops.answers().size(); i++) {
        assertEquals(whole.answers().get(i).at(), crops.answers().get(i).at());
      }
      long fine = changes(crops);
      long coarse = changes(whole);
      assertTrue(fine > 1.5 * coarse, fine + " changes between neighbours, whole " + coarse);
    }
  }

  /** Neighbours in a row with other answers. */
  private static long changes(AnswerGrid grid) {
    List<DepthCells.Cell> cells = grid.cells(LabelKind.RADIAL).cells();
    return IntStream.range(1, cells.size())
        .filter(i -> i % 40 > 0 && !cells.get(i).equals(cells.get(i - 1)))
        .count();
  }

  @Test
  void theTruthIsDrawnWhereItIs() {
    DemoSweep sweep = load(new SourceCheckout(null));
    DemoPicture picture = new DemoPicture("constant", sweep.asking(), 16);
    RenderedFrame street = new SceneGenerator(SynthSettings.demo().withSize(64, 48)).frame(4);
    RgbImage drawn;
    try (ImageQuestions questions = ImageQuestions.open(new ConstantSpec(2), sweep.asking())) {
      drawn = picture.draw(questions, List.of(new DemoPicture.Named("street", street)), n -> {});
    }
    // Panels of 320 x 240, cells of 80.
    int truth = 20 + 320 + 20;
    int says = truth + 320 + 20;
    int top = 20 + 24;
    int near = -1;
    int far = -1;
    for (int cell = 0; cell < 12; cell++) {
      double depthM = depthM(street, cell);
      near = depthM > 0 && (near < 0 || depthM < depthM(street, near)) ? cell : near;
      far = far < 0 || depthM > depthM(street, far) ? cell : far;
    }
    int nearColour = at(drawn, truth + 80 * (near % 4) + 40, top + 80 * (near / 4) + 40);
    int farColour = at(drawn, truth + 80 * (far % 4) + 40, top + 80 * (far / 4) + 40);
    assertTrue(
        green(nearColour) > green(farColour) + 60,
        "near is bright: %06x, %06x".formatted(nearColour, farColour));
    assertEquals(at(drawn, says + 120, top + 120), at(drawn, says + 200, top + 120), "always 2 m");
    assertNotEquals(
        at(drawn, says + 120, top + 120), farColour, "2 m is not the far end of a street");
  }

  private static double depthM(RenderedFrame frame, int cell) {
    return frame.depth().depthM(16 * (cell % 4) + 8, 16 * (cell / 4) + 8, LabelKind.RADIAL);
  }

  private static int green(int colour) {
    return colour >> 8 & 0xff;
  }

  private static int at(RgbImage image, int x, int y) {
    int i = 3 * (y * image.widthPx() + x);
    return (image.rgb()[i] & 0xff) << 16
        | (image.rgb()[i + 1] & 0xff) << 8
        | (image.rgb()[i + 2] & 0xff);
  }
}
