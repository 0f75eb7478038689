package io.depthlm.jobs.train;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.train.CropRange;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.Lora;

/** Converts a configuration into the trainer's types. */
final class Recipes {
  private Recipes() {}

  /** How examples of a dataset are made. */
  static ExampleRecipe of(TrainConfig train, TrainDataset dataset) {
    return new ExampleRecipe(
        asking(train, train.taskOf(dataset), train.markerOf(dataset)),
        crop(dataset),
        dataset.ask(),
        dataset.labelsPerSample(),
        train.rounding(),
        train.thinking());
  }

  /** How held-out frames are asked: whole, and for a task. */
  static ExampleRecipe heldOut(TrainConfig train, TaskSpec task) {
    return new ExampleRecipe(
        asking(train, task, train.marker()),
        CropRange.WHOLE,
        Lesson.TASK,
        1,
        train.rounding(),
        train.thinking());
  }

  private static Asking asking(TrainConfig train, TaskSpec task, String marker) {
    return new Asking(
        task,
        train.prompt().wordings().get(task.kind()).of(marker),
        marker,
        train.focal(),
        train.images());
  }

  private static CropRange crop(TrainDataset dataset) {
    TrainDataset.Range width = dataset.crop().width();
    TrainDataset.Range height = dataset.crop().height();
    int whole = Integer.MAX_VALUE;
    return new CropRange(
        width == null ? whole : width.minPx(),
        width == null ? whole : width.maxPx(),
        height == null ? whole : height.minPx(),
        height == null ? whole : height.maxPx());
  }

  /** What is learnt beside frozen weights; null where the weights are. */
  static Lora lora(TrainConfig train) {
    return train.lora() == null ? null : new Lora(train.lora(), train.seed());
  }
}
