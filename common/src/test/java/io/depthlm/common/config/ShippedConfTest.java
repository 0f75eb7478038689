package io.depthlm.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.depthlm.common.engine.baseline.ConstantSpec;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files under {@code conf/} are read as a user's would be. */
class ShippedConfTest {
  private static final String CONF = "../conf";

  private static SweepConfig load(String name, String... overrides) {
    return new SweepLoader(TextSource.local(), List.of())
        .load(CONF + "/sweeps/" + name + ".conf", List.of(overrides))
        .sweep();
  }

  private static List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(CONF, folder))) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith(".conf"))
              .map(f -> f.replace(".conf", ""))
              .sorted()
              .toList();
      assertFalse(names.isEmpty());
      return names;
    }
  }

  @Test
  void ibims1ConstantIsTheProtocolThatChecksUse() {
    SweepConfig sweep = load("ibims1-constant");
    assertEquals("ibims1", sweep.datasets().get(0).name());
    assertEquals(new DatasetConfig.RangeM(0.005, 25), sweep.datasets().get(0).truthRangeM());
    assertEquals(new ConstantSpec(2.0), sweep.models().get(0).engine());
    assertEquals(TaskKind.AXIS_DISTANCE, sweep.tasks().get(0).kind());
    assertEquals(List.of(FocalSetting.official(750), FocalSetting.official(1000)), sweep.focals());
    assertEquals(CompareAs.Z, sweep.compareAs());
  }

  @Test
  void everySweepLoads() throws IOException {
    for (String name : names("sweeps")) {
      assertEquals(name, load(name).name());
    }
  }

  /** The page of a run shows its configuration in effect as the file that repeats it. */
  @Test
  void whatIsInEffectIsASweepThatAsksTheSame() throws IOException {
    for (String name : names("sweeps")) {
      LoadedSweep sweep =
          new SweepLoader(TextSource.local(), List.of())
              .load(CONF + "/sweeps/" + name + ".conf", List.of());
      LoadedSweep again =
          new SweepLoader(
                  uri ->
                      uri.equals("again.conf") ? sweep.effective() : TextSource.local().read(uri),
                  List.of(CONF))
              .load("again.conf", List.of());
      assertEquals(sweep.fingerprint(), again.fingerprint(), name);
      assertEquals(sweep.effective(), again.effective(), name);
    }
  }

  @Test
  void everyTrainingLoads() throws IOException {
    for (String name : names("train")) {
      TrainConfig train =
          new TrainLoader(TextSource.local(), List.of())
              .load(CONF + "/train/" + name + ".conf", List.of())
              .train();
      assertEquals(name, train.name());
    }
  }

  @Test
  void everyModelPromptAndDatasetLoads() throws IOException {
    for (String model : names("models")) {
      assertEquals(model, load("tiny", "models=[\"" + model + "\"]").models().get(0).name());
    }
    for (String dataset : names("datasets")) {
      DatasetConfig loaded = load("tiny", "datasets=[" + dataset + "]").datasets().get(0);
      assertNotNull(loaded.truthRangeM(), dataset);
      assertNotNull(loaded.title(), dataset);
    }
    for (String prompt : names("prompts")) {
      PromptConfig loaded = load("tiny", "prompts=[" + prompt + "]").prompts().get(0);
      assertEquals(TaskKind.values().length, loaded.wordings().size(), prompt);
    }
  }
}
