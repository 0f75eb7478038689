package io.depthlm.jobs.train;

import io.depthlm.common.config.LoraConfig;
import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.vlm.text.SystemPrompt;
import io.depthlm.common.vlm.train.CropRange;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.Lesson;
import io.depthlm.common.vlm.train.Lora;
import io.depthlm.common.vlm.train.LossOn;

/** What a configuration means to the trainer. */
final class Recipes {
  private Recipes() {}

  /** How examples of a dataset are made. */
  static ExampleRecipe of(TrainConfig train, TrainDataset dataset) {
    Lesson lesson =
        switch (dataset.ask()) {
          case TASK -> Lesson.TASK;
          case POSITION -> Lesson.POSITION;
        };
    return of(train, crop(dataset), lesson, train.markerOf(dataset), dataset.labelsPerSample());
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

  /** What stands before the question, as a model's entry has it. */
  static SystemPrompt system(TrainConfig train) {
    return train.systemPrompt().as(SystemPrompt.NONE, SystemPrompt.TEMPLATE, SystemPrompt::given);
  }

  /** What is learnt beside frozen weights; null where the weights are. */
  static Lora lora(TrainConfig train) {
    LoraConfig lora = train.lora();
    if (lora == null) {
      return null;
    }
    Lora.Layers layers =
        switch (lora.layers()) {
          case ATTENTION -> Lora.Layers.ATTENTION;
          case ALL_LINEAR -> Lora.Layers.ALL_LINEAR;
        };
    return new Lora(lora.rank(), lora.alpha(), layers, train.seed());
  }

  /** Which words are learnt. */
  static LossOn loss(TrainConfig train) {
    return switch (train.loss()) {
      case ANSWER -> LossOn.ANSWER;
      case ALL_TEXT -> LossOn.ALL_TEXT;
    };
  }
}
