package io.depthlm.jobs.train;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.vlm.train.CropRange;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.Lora;

/** Converts a configuration into the trainer's types. */
final class Recipes {
  private Recipes() {}

  /** How examples of a dataset are made. */
  static ExampleRecipe of(TrainConfig train, TrainDataset dataset) {
    return of(
        train, crop(dataset), dataset.ask(), train.markerOf(dataset), dataset.labelsPerSample());
  }

  /** How held-out frames are asked: whole, and for the task. */
  static ExampleRecipe heldOut(TrainConfig train) {
    return of(train, CropRange.WHOLE, Lesson.TASK, train.marker(), 1);
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

  private static ExampleRecipe of(
      TrainConfig train, CropRange crop, Lesson lesson, String marker, int labels) {
    PromptConfig.Wording wording = train.prompt().wordings().get(train.task().kind());
    PromptTemplate words = wording.of(marker);
    return new ExampleRecipe(
        train.task(),
        words,
        marker,
        train.focal(),
        train.images(),
        crop,
        lesson,
        labels,
        train.rounding(),
        train.thinking());
  }

  /** What is learnt beside frozen weights; null where the weights are. */
  static Lora lora(TrainConfig train) {
    return train.lora() == null ? null : new Lora(train.lora(), train.seed());
  }
}
