package io.depthlm.jobs.sweep;

import io.depthlm.common.config.DatasetConfig;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.config.SweepConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.plan.PlanRequest;
import io.depthlm.jobs.plan.PlanResult;
import io.depthlm.jobs.run.Cell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The crossing of a sweep, in plain Java. */
final class SweepCells {
  private final SweepConfig sweep;
  private final Function<ModelConfig, EngineSpec> engines;

  SweepCells(SweepConfig sweep, Function<ModelConfig, EngineSpec> engines) {
    this.sweep = sweep;
    this.engines = engines;
  }

  /** What to plan for each dataset. */
  PlanRequest plan(DatasetConfig dataset) {
    return new PlanRequest(
        dataset.name(),
        dataset.split(),
        sweep.select().frames(),
        sweep.select().pointsPerFrame(),
        sweep.tasks().stream().distinct().toList());
  }

  /**
   * All cells, model by model. Two that answer the same questions alike are one.
   *
   * @param variants {@link #variants}
   */
  List<Cell> cells(List<Variant> variants, List<PlanResult> plans) {
    Map<String, TruthRange> ranges = truthRanges();
    Map<List<String>, Cell> cells = new LinkedHashMap<>();
    for (Variant variant : variants) {
      for (PlanResult plan : plans) {
        long queries = plan.queriesByTask().getOrDefault(variant.asking().task(), 0L);
        if (queries > 0) {
          Cell cell =
              new Cell(
                  variant,
                  plan.dataset(),
                  plan.planId(),
                  queries,
                  sweep.compareAs(),
                  ranges.getOrDefault(plan.dataset(), TruthRange.ALL));
          Cell same = cells.putIfAbsent(List.of(variant.id(), plan.dataset()), cell);
          if (same != null && !same.planId().equals(cell.planId())) {
            throw new UserError(
                "datasets: '" + plan.dataset() + "' is listed twice, with two splits",
                "sweep one split at a time, or ingest them under two names");
          }
        }
      }
    }
    return List.copyOf(cells.values());
  }

  /** The scored truths of those data sets that have a limit. */
  Map<String, TruthRange> truthRanges() {
    Map<String, TruthRange> ranges = new HashMap<>();
    for (DatasetConfig dataset : sweep.datasets()) {
      if (dataset.truthRangeM() != null) {
        ranges.put(
            dataset.name(),
            new TruthRange(dataset.truthRangeM().minM(), dataset.truthRangeM().maxM()));
      }
    }
    return ranges;
  }

  /**
   * The models under all conditions.
   *
   * @throws UserError if a model is not there, or not one that can be asked
   */
  List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (ModelConfig model : sweep.models()) {
      EngineSpec spec = engines.apply(model);
      for (TaskSpec task : sweep.tasks()) {
        for (PromptConfig prompt : sweep.prompts()) {
          for (String marker : sweep.markers()) {
            for (FocalSetting focal : sweep.focals()) {
              variants.add(
                  new Variant(
                      model.name(), spec, prompt.name(), asking(task, prompt, marker, focal)));
            }
          }
        }
      }
    }
    return variants;
  }

  private Asking asking(TaskSpec task, PromptConfig prompt, String marker, FocalSetting focal) {
    PromptConfig.Wording wording = prompt.wordings().get(task.kind());
    return new Asking(task, wording.of(marker), marker, focal, sweep.images());
  }
}
