package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.render.DepthCells;
import io.depthlm.common.synth.RenderedFrame;
import io.depthlm.common.synth.SceneGenerator;
import io.depthlm.common.synth.SceneKind;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthSplit;
import io.depthlm.jobs.ask.ImageFile;
import io.depthlm.jobs.ask.ImageQuestions;
import io.depthlm.jobs.ask.PointAnswer;
import io.depthlm.jobs.predict.EngineSpecs;
import io.depthlm.jobs.spark.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/**
 * {@code models/depthlm-tiny} under the settings of {@code conf/sweeps/tiny.conf} sees depth in
 * frames of its card's kind: weights, tokenizer, picture size and marker that do not belong
 * together answer worse than a constant, and nothing else would fail. Its card has the figures.
 */
class ShippedModelTest {
  private static final int FRAMES = 16;
  private static final int STRIDE_PX = 48;
  private static final int MOST_BYTES = 12_000_000;

  private final SourceCheckout checkout = new SourceCheckout(Path.of(".."));

  @Test
  void itSeesMoreThanAConstantAndThePixelThatIsMarked() {
    DemoSweep sweep =
        DemoSweep.load(
            ConfFiles.loader(ConfFilesTest.NO_SESSION),
            "classpath:conf/sweeps/tiny.conf",
            checkout);
    assertEquals(List.of(), sweep.missing());
    SceneGenerator scenes =
        new SceneGenerator(
            SynthSettings.of(FRAMES, 11)
                .withSplit(SynthSplit.EVAL)
                .withScenes(1, List.of(SceneKind.ROOM, SceneKind.STREET))
                .withSize(320, 240)
                .withFocal(300, 390));
    Truths truths = new Truths();
    try (ImageQuestions questions =
        ImageQuestions.open(
            new EngineSpecs(Configuration::new, checkout).of(sweep.seeing().orElseThrow()),
            sweep.asking())) {
      for (int i = 0; i < FRAMES; i++) {
        truths.ask(questions, scenes.frame(i));
      }
    }
    assertTrue(truths.trueM.size() > 300, truths.trueM.size() + " answered");
    double delta1 = delta1(truths.saidM, truths.trueM);
    double constant = truths.bestConstant();
    double elsewhere = delta1(truths.saidM, truths.elsewhereM);
    String figures =
        "delta1 %.3f, best constant %.3f, another pixel %.3f"
            .formatted(delta1, constant, elsewhere);
    assertTrue(delta1 > 0.65, figures);
    assertTrue(delta1 > constant + 0.3, figures);
    assertTrue(delta1 > elsewhere + 0.2, figures);
  }

  @Test
  void itIsSmallEnoughToShip() throws IOException {
    long bytes = 0;
    try (var files = Files.list(checkout.folder("models/depthlm-tiny").orElseThrow())) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertTrue(bytes <= MOST_BYTES, bytes + " bytes");
  }

  private static double delta1(List<Double> said, List<Double> truth) {
    ImageSums sums = new ImageSums();
    for (int i = 0; i < said.size(); i++) {
      sums.answered(said.get(i), truth.get(i));
    }
    return sums.value(Metric.DELTA1);
  }

  /** What was said of each pixel, its depth, and that of another pixel of the frame; metres. */
  private static final class Truths {
    private final List<Double> saidM = new ArrayList<>();
    private final List<Double> trueM = new ArrayList<>();
    private final List<Double> elsewhereM = new ArrayList<>();

    /** About a grid of pixels; every one that can be asked about is answered. */
    void ask(ImageQuestions questions, RenderedFrame frame) {
      List<Pixel> labelled =
          DepthCells.pixels(frame.image().widthPx(), frame.image().heightPx(), STRIDE_PX).stream()
              .filter(at -> inRange(depthM(frame, at)))
              .toList();
      ImageFile image =
          new ImageFile("frame", PngEncoder.encode(frame.image()), frame.depth().camera());
      List<PointAnswer> answers = questions.ask(image, labelled, n -> {});
      for (int i = 0; i < answers.size(); i++) {
        PointAnswer answer = answers.get(i);
        if (answer.answer() == null) {
          continue; // too near the border
        }
        assertTrue(answer.depth() != null, "no depth in " + answer.answer());
        saidM.add(answer.depth().radialM());
        trueM.add(depthM(frame, labelled.get(i)));
        int other = (i + labelled.size() / 2) % labelled.size();
        elsewhereM.add(depthM(frame, labelled.get(other)));
      }
    }

    private static boolean inRange(double depthM) {
      return depthM >= 0.4 && depthM <= 40;
    }

    private static double depthM(RenderedFrame frame, Pixel at) {
      return frame.depth().depthM((int) at.xPx(), (int) at.yPx(), LabelKind.RADIAL);
    }

    double bestConstant() {
      return trueM.stream()
          .mapToDouble(always -> delta1(Collections.nCopies(trueM.size(), always), trueM))
          .max()
          .orElseThrow();
    }
  }
}
