package io.depthlm.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.config.SweepConfig;
import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.predict.EngineSpecs;
import io.depthlm.jobs.spark.SourceCheckout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/**
 * The ids of shipped variants, as the tables of earlier versions hold them. One that changes makes
 * every answer that is stored under it unfindable: it may only change with what a model is shown or
 * says.
 */
class VariantIdTest {
  private static final Path ROOT = Path.of("..");

  private static Map<String, String> ids(String conf) {
    SweepConfig sweep =
        new SweepLoader(TextSource.local(), List.of())
            .load(ROOT.resolve("conf/sweeps").resolve(conf).toString(), List.of())
            .sweep();
    EngineSpecs engines = new EngineSpecs(Configuration::new, new SourceCheckout(ROOT));
    Map<String, String> ids = new LinkedHashMap<>();
    for (Variant variant : new SweepCells(sweep, engines::of).variants()) {
      ids.put(variant.model() + " " + variant.asking().focal().focalPx(), variant.id());
    }
    return ids;
  }

  @Test
  void theSmallModelAndTheConstants() {
    assertEquals(
        Map.of(
            "depthlm-tiny 128.0", "6a466c193e0cd128de62e517b9571799",
            "constant-1m 128.0", "5bb9fdcb0e1c1cb2c1f2bf76c6c573a1",
            "constant-2m 128.0", "c31b5557098c6eb647c46713d271148b",
            "constant-5m 128.0", "d69d77e1e175829298f08251b7c51849"),
        ids("tiny.conf"));
  }

  @Test
  void theBaselineOfThePaper() {
    assertEquals(
        Map.of(
            "constant-2m 750.0", "fc2cd883a3e8cffaef1ad22972dd13ea",
            "constant-2m 1000.0", "d118ab0436b5729f494e67318d052d1f"),
        ids("ibims1-constant.conf"));
  }
}
