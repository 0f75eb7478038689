package io.depthlm.jobs.cli;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.config.SweepConfig;
import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSettings;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.spark.SourceCheckout;
import java.util.List;
import java.util.Optional;

/**
 * The sweep of the demonstration, with the models that are present: a checkout has the weights, the
 * jar has only the configuration.
 *
 * @param loaded without the models whose folder is not here
 * @param missing the folders that are not here, as the entries name them
 */
record DemoSweep(LoadedSweep loaded, List<String> missing) {
  /** Reads it. */
  static DemoSweep load(SweepLoader loader, String uri, SourceCheckout checkout) {
    LoadedSweep whole = loader.load(uri, List.of());
    List<ModelConfig> models = whole.sweep().models();
    List<ModelConfig> here = models.stream().filter(model -> isHere(model, checkout)).toList();
    if (here.size() == models.size()) {
      return new DemoSweep(whole, List.of());
    }
    String names = String.join(",", here.stream().map(ModelConfig::name).toList());
    List<String> missing =
        models.stream()
            .filter(model -> !here.contains(model))
            .map(model -> ((EngineSettings.OfFolder) model.engine()).uri())
            .toList();
    return new DemoSweep(loader.load(uri, List.of("models=[" + names + "]")), missing);
  }

  /** The first model that looks at the pictures. */
  Optional<ModelConfig> seeing() {
    return loaded.sweep().models().stream()
        .filter(model -> model.engine() instanceof EngineSettings.OfFolder)
        .findFirst();
  }

  /** The sweep's first way to ask. */
  Asking asking() {
    SweepConfig sweep = loaded.sweep();
    TaskSpec task = sweep.tasks().get(0);
    PromptConfig.Wording wording = sweep.prompts().get(0).wordings().get(task.kind());
    return new Asking(
        task, wording.marker(), sweep.markers().get(0), sweep.focals().get(0), sweep.images());
  }

  private static boolean isHere(ModelConfig model, SourceCheckout checkout) {
    return !(model.engine() instanceof EngineSettings.OfFolder weights)
        || checkout.folder(weights.uri()).isPresent();
  }
}
