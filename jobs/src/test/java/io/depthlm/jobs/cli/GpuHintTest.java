package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.engine.EngineSpec;
import io.depthlm.jobs.predict.EngineSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuHintTest {
  @TempDir Path driver;

  @Test
  void aGpuThatIsNotUsedIsNamedWithTheSettingThatUsesIt() throws IOException {
    Files.createDirectory(driver.resolve("0000:01:00.0"));
    assertEquals(
        Optional.of(
            "depthlm: this host has 1 NVIDIA GPU, the model runs on the processor;"
                + " --set device=gpu runs it on the GPU"),
        GpuHint.of(engine("../models/depthlm-tiny"), driver));
  }

  @Test
  void thereIsNoHintWithoutAGpuOrWhereNoneWouldBeUsed() throws IOException {
    assertEquals(Optional.empty(), GpuHint.of(engine("../models/depthlm-tiny"), driver));
    assertEquals(
        Optional.empty(), GpuHint.of(engine("../models/depthlm-tiny"), driver.resolve("none")));
    Files.createDirectory(driver.resolve("0000:01:00.0"));
    assertEquals(Optional.empty(), GpuHint.of(engine("constant-2m"), driver));
    assertEquals(
        Optional.empty(), GpuHint.of(engine("../models/depthlm-tiny", "device=cpu"), driver));
    assertEquals(
        Optional.empty(), GpuHint.of(engine("../models/depthlm-tiny", "device=gpu"), driver));
  }

  private static EngineSpec engine(String model, String... settings) {
    return new EngineSpecs(Configuration::new)
        .of(ConfFiles.entries(Configuration::new).model(model, List.of(settings)));
  }
}
