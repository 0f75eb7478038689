package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.config.SweepConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfFilesTest {
  /** What the demo of a jar without a checkout runs. */
  @Test
  void theJarCarriesTheShippedConfiguration() {
    SweepConfig sweep =
        ConfFiles.loader(
                () -> {
                  throw new AssertionError("no session is needed for it");
                })
            .load("classpath:conf/sweeps/tiny.conf", List.of())
            .sweep();
    assertEquals("tiny", sweep.name());
    assertEquals("default", sweep.prompts().get(0).name());
  }
}
