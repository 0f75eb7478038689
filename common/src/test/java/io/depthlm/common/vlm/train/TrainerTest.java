package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps on tiny-qwen: shared out, interrupted, written and read again. */
class TrainerTest {
  /**
   * Adam divides a gradient by its own size, so with a tiny epsilon the rounding of a gradient that
   * is nearly zero decides the sign of a whole step. This epsilon keeps steps proportional to
   * gradients, so that sums taken in another order may be compared.
   */
  private static final AdamW.Settings EVEN = new AdamW.Settings(0.9, 0.95, 1e-2, 0.01, 1.0);

  private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.95, 1e-8, 0.01, 1.0);
  private static final Map<String, String> FACTS = Map.of("seed", "7", "batch_samples", "4");

  @TempDir private Path folder;

  @Test
  void threadsChangeNothingAndPartsOnlyTheLastBits() {
    Map<String, float[]> one = train(new TrainerSettings(4, 2, 1, schedule(3), EVEN));
    Map<String, float[]> two = train(new TrainerSettings(4, 2, 2, schedule(3), EVEN));
    Map<String, float[]> whole = train(new TrainerSettings(4, 4, 1, schedule(3), EVEN));
    one.forEach((name, weight) -> assertArrayEquals(weight, two.get(name), 0, name));
    one.forEach((name, weight) -> assertArrayEquals(weight, whole.get(name), 1e-5f, name));
  }

  @Test
  void stoppedAndResumedIsTheSameToTheLastBit() throws IOException {
    TrainerSettings settings = new TrainerSettings(4, 2, 2, schedule(6), ADAM);
    Map<String, float[]> through = train(settings);
    Path stopped = folder.resolve("step-3");
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      try (TrainableNet net = TrainableNet.load(side.checkpoint(), Compute.ON_CPU);
          AdamW optimizer = new AdamW(net, ADAM);
          Trainer trainer = new Trainer(net, optimizer, source(side), settings)) {
        for (int i = 0; i < 3; i++) {
          trainer.next();
        }
        TrainingCheckpoint.write(net, optimizer, side.checkpoint(), FACTS, stopped);
      }
      try (TrainableNet net =
              TrainingCheckpoint.load(stopped, side.checkpoint(), null, Compute.ON_CPU);
          AdamW optimizer = new AdamW(net, ADAM)) {
        TrainingCheckpoint.resume(net, optimizer, FACTS, stopped);
        assertEquals(3, optimizer.step());
        try (Trainer trainer = new Trainer(net, optimizer, source(side), settings)) {
          while (trainer.hasNext()) {
            trainer.next();
          }
          assertThrows(IllegalStateException.class, trainer::next);
        }
        Map<String, float[]> resumed = weights(net);
        through.forEach((name, weight) -> assertArrayEquals(weight, resumed.get(name), 0, name));
        UserError error =
            assertThrows(
                UserError.class,
                () ->
                    TrainingCheckpoint.resume(
                        net, optimizer, Map.of("seed", "8", "batch_samples", "4"), stopped));
        assertTrue(error.getMessage().contains("seed = 7, this run has 8"), error.getMessage());
      }
    }
  }

  @Test
  void whatIsWrittenHasTheLayoutThatTransformersWrote() throws IOException {
    for (String name : List.of("tiny-qwen", "tiny-pixtral")) {
      Path out = folder.resolve(name);
      try (TrainFixtures.Side side = TrainFixtures.Side.of(name);
          TrainableNet net = TrainableNet.load(side.checkpoint(), Compute.ON_CPU);
          AdamW optimizer = new AdamW(net, ADAM);
          Trainer trainer =
              new Trainer(
                  net, optimizer, source(side), new TrainerSettings(2, 2, 1, schedule(1), ADAM))) {
        trainer.next();
        TrainingCheckpoint.writeModel(net, side.checkpoint(), out);
        Checkpoint base = side.checkpoint();
        Checkpoint written = Checkpoint.open(out);
        assertEquals(base.config(), written.config());
        assertEquals(base.tensors().keySet(), written.tensors().keySet());
        base.tensors()
            .forEach(
                (canonical, tensor) -> {
                  assertEquals(tensor.name(), written.tensor(canonical).name());
                  assertArrayEquals(tensor.shape(), written.tensor(canonical).shape());
                });
        for (String canonical : net.names()) {
          float[] values = net.weight(canonical);
          float[] read = new float[values.length];
          written.map(canonical).asFloatBuffer().get(read);
          assertArrayEquals(values, read, 0, canonical);
          float[] before = new float[values.length];
          base.map(canonical).asFloatBuffer().get(before);
          assertFalse(Arrays.equals(before, read), canonical + " was trained");
        }
        ObjectMapper json = new ObjectMapper();
        assertEquals(
            json.readTree(base.folder().resolve("config.json").toFile()),
            json.readTree(out.resolve("config.json").toFile()));
        try (var files = Files.list(base.folder())) {
          for (Path file : files.toList()) {
            assertTrue(Files.isRegularFile(out.resolve(file.getFileName())), file::toString);
          }
        }
        UserError error =
            assertThrows(UserError.class, () -> TrainingCheckpoint.writeModel(net, base, out));
        assertTrue(error.getMessage().contains("exists"), error.getMessage());
      }
    }
  }

  @Test
  void theCardOfTheBaseStaysWithTheBase() throws IOException {
    Path base = Files.createDirectory(folder.resolve("base"));
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen");
        var files = Files.list(side.checkpoint().folder())) {
      for (Path file : files.toList()) {
        Files.copy(file, base.resolve(file.getFileName()));
      }
    }
    Files.writeString(base.resolve("README.md"), "how well these weights do");
    Path out = folder.resolve("out");
    Checkpoint checkpoint = Checkpoint.open(base);
    try (TrainableNet net = TrainableNet.load(checkpoint, Compute.ON_CPU)) {
      TrainingCheckpoint.writeModel(net, checkpoint, out);
    }
    assertTrue(Files.exists(out.resolve("tokenizer.json")));
    assertFalse(Files.exists(out.resolve("README.md")));
  }

  @Test
  void aFewSamplesAreLearntByHeart() {
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen");
        TrainableNet net = TrainableNet.load(side.checkpoint(), Compute.ON_CPU);
        AdamW optimizer = new AdamW(net, ADAM)) {
      SampleSource few = position -> source(side).at(position % 4);
      CosineSchedule schedule = new CosineSchedule(1e-2, 5, 60);
      List<StepReport> reports = new ArrayList<>();
      try (Trainer trainer =
          new Trainer(net, optimizer, few, new TrainerSettings(4, 4, 1, schedule, ADAM))) {
        while (trainer.hasNext()) {
          reports.add(trainer.next());
        }
      }
      StepReport first = reports.get(0);
      StepReport last = reports.get(reports.size() - 1);
      assertEquals(60, last.step());
      assertEquals(2e-3, first.learningRate(), 1e-9);
      assertTrue(last.loss() < 0.1 * first.loss(), () -> first + " to " + last);
      assertTrue(last.tokenAccuracy() > 0.9, last::toString);
      List<TrainingSample> learnt = List.of(few.at(0), few.at(1), few.at(2), few.at(3));
      TrainableNet.HeldOut held = net.evaluate(learnt);
      assertEquals(last.tokens(), held.tokens());
      assertTrue(held.lossSum() / held.tokens() < 1.2 * last.loss(), held::toString);
    }
  }

  private static CosineSchedule schedule(int steps) {
    return new CosineSchedule(1e-3, 1, steps);
  }

  static SampleSource source(TrainFixtures.Side side) {
    ExampleRecipe recipe = TrainFixtures.recipe(new CropRange(80, 120, 60, 90));
    return new MixedSamples(
        List.of(new MixedSamples.Part("grid", 1, recipe, TrainFixtures.frames(4, recipe))),
        side.encoder(TrainConfig.Loss.ANSWER),
        2,
        7);
  }

  @Test
  void aGpuRunsOnePartAtOnce() {
    TrainerSettings settings = new TrainerSettings(8, 2, 16, schedule(1), ADAM);
    assertEquals(16, settings.partsAtOnce(DeviceSlot.CPU));
    assertEquals(1, settings.partsAtOnce(new DeviceSlot(0)));
  }

  private static Map<String, float[]> train(TrainerSettings settings) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen");
        TrainableNet net = TrainableNet.load(side.checkpoint(), Compute.ON_CPU);
        AdamW optimizer = new AdamW(net, settings.optimizer());
        Trainer trainer = new Trainer(net, optimizer, source(side), settings)) {
      while (trainer.hasNext()) {
        trainer.next();
      }
      return weights(net);
    }
  }

  private static Map<String, float[]> weights(TrainableNet net) {
    Map<String, float[]> weights = new TreeMap<>();
    net.names().forEach(name -> weights.put(name, net.weight(name)));
    return weights;
  }
}
