package io.depthlm.jobs.sweep;

import io.depthlm.common.config.DatasetConfig;
import io.depthlm.common.config.FocalLength;
import io.depthlm.common.config.ImageConfig;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.config.SweepConfig;
import io.depthlm.common.config.TaskConfig;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PixelMode;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.plan.PlanRequest;
import io.depthlm.jobs.plan.PlanResult;
import io.depthlm.jobs.run.Cell;
import java.util.ArrayList;
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
        sweep.tasks().stream().map(SweepCells::task).distinct().toList());
  }

  /** The limits on images. */
  static ImageLimits limits(ImageConfig images) {
    return new ImageLimits(
        images.maxBytes(), images.maxPixels(), ImageLimits.DEFAULT.maxSidePx());
  }

  /** All cells, model by model. Two that answer the same questions alike are one. */
  List<Cell> cells(List<PlanResult> plans) {
    CompareAs compareAs = CompareAs.valueOf(sweep.compareAs().name());
    Map<List<String>, Cell> cells = new LinkedHashMap<>();
    for (Variant variant : variants()) {
      for (PlanResult plan : plans) {
        long queries = plan.queriesByTask().getOrDefault(variant.asking().task(), 0L);
        if (queries > 0) {
          Cell cell = new Cell(variant, plan.dataset(), plan.planId(), queries, compareAs);
          cells.putIfAbsent(List.of(variant.id(), plan.dataset()), cell);
        }
      }
    }
    return List.copyOf(cells.values());
  }

  private List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (ModelConfig model : sweep.models()) {
      EngineSpec spec = engines.apply(model);
      for (TaskConfig task : sweep.tasks()) {
        for (PromptConfig prompt : sweep.prompts()) {
          for (String marker : sweep.markers()) {
            for (FocalLength focal : sweep.focalPx()) {
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

  private Asking asking(TaskConfig task, PromptConfig prompt, String marker, FocalLength focal) {
    TaskSpec spec = task(task);
    PromptConfig.Wording wording = prompt.wordings().get(task.kind());
    String words = marker.equals("text") ? wording.text() : wording.marker();
    FocalSetting setting =
        focal.isNative()
            ? FocalSetting.NATIVE
            : new FocalSetting(focal.px(), PixelMode.valueOf(sweep.pixelMode().name()));
    return new Asking(
        spec,
        new PromptTemplate(words, spec.kind()),
        marker,
        setting,
        limits(sweep.images()));
  }

  private static TaskSpec task(TaskConfig task) {
    TaskKind kind = TaskKind.ofKey(task.kind());
    double parameter =
        task.parameters().isEmpty() ? 0 : task.parameters().values().iterator().next();
    return new TaskSpec(kind, parameter);
  }
}
