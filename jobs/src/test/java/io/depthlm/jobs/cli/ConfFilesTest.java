package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.SweepConfig;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.vlm.VlmSettings;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class ConfFilesTest {
  private static final String TINY = "classpath:conf/sweeps/tiny.conf";
  static final Supplier<SparkSession> NO_SESSION =
      () -> {
        throw new AssertionError("no session is needed for it");
      };

  /** What the demo of a jar without a checkout runs. */
  @Test
  void theJarCarriesTheShippedConfiguration() {
    SweepConfig sweep = ConfFiles.loader(NO_SESSION).load(TINY, List.of()).sweep();
    assertEquals("tiny", sweep.name());
    assertEquals("short", sweep.prompts().get(0).name());
    assertEquals(
        List.of("depthlm-tiny", "constant-1m", "constant-2m", "constant-5m"),
        sweep.models().stream().map(ModelConfig::name).toList());
  }

  /** Its card says how the small model was taught; it is asked in no other way. */
  @Test
  void theSmallModelIsAskedAtTheFocalLengthItRecommends() {
    SweepConfig sweep = ConfFiles.loader(NO_SESSION).load(TINY, List.of()).sweep();
    ModelConfig model = sweep.models().get(0);
    assertEquals(128.0, model.recommendedFocalPx());
    assertEquals(List.of(FocalSetting.official(128)), sweep.focals());
    assertEquals(NumberChoice.F32, ((VlmSettings) model.engine()).dtype());
  }
}
