package io.depthlm.jobs.train;

import io.depthlm.common.config.PromptConfig;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.vlm.text.SystemPrompt;
import io.depthlm.common.vlm.train.CropRange;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.LossOn;

/** What a configuration means to the trainer. */
final class Recipes {
  private Recipes() {}

  /** How examples are made. */
  static ExampleRecipe of(TrainConfig train, CropRange crop) {
    PromptConfig.Wording wording = train.prompt().wordings().get(train.task().kind());
    PromptTemplate words =
        train.marker().equals(Markers.TEXT) ? wording.coordinates() : wording.marker();
    return new ExampleRecipe(
        train.task(), words, train.marker(), train.focal(), train.images(), crop);
  }

  /** As a model's entry has it: a text, or what the template does. */
  static SystemPrompt system(TrainConfig train) {
    return train.systemPrompt() == null
        ? SystemPrompt.TEMPLATE
        : SystemPrompt.given(train.systemPrompt());
  }

  /** Which words are learnt. */
  static LossOn loss(TrainConfig train) {
    return switch (train.loss()) {
      case ANSWER -> LossOn.ANSWER;
      case ALL_TEXT -> LossOn.ALL_TEXT;
    };
  }
}
