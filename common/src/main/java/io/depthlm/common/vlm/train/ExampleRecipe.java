package io.depthlm.common.vlm.train;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.io.Serializable;

/**
 * How examples are made of the frames of one dataset.
 *
 * @param asking task, words, marker and focal length, as a sweep would ask
 * @param crop the random crops after the resize
 * @param lesson what is asked about the pixels
 * @param questions how many questions about a picture an example has, each apart from the others; 1
 *     is the paper's. Every marker would show in all questions, so only the pixels of the first are
 *     marked; the task is asked about others with their image tokens shown again or, where the
 *     marker is {@code text}, by their coordinates
 * @param rounding what is left of the numbers to learn
 * @param thinking whether answers to the task reason first
 */
public record ExampleRecipe(
    Asking asking,
    CropRange crop,
    Lesson lesson,
    int questions,
    AnswerRounding rounding,
    AnswerFormat.Thinking thinking)
    implements Serializable {

  /**
   * Checks the lesson and the number of questions.
   *
   * @throws UserError if the task has no one pixel to ask the place of, no marker shows it, or
   *     there is but one question about its pictures
   */
  public ExampleRecipe {
    TaskKind kind = asking.task().kind();
    Markers.named(asking.markerName());
    if (lesson == Lesson.POSITION && asking.markerName().equals(Markers.TEXT)) {
      throw new UserError(
          "marker 'text' has no place in a picture to ask for", "train 'position' with a marker");
    }
    if (lesson == Lesson.POSITION && kind.pointsPerQuestion() != 1) {
      throw new UserError(
          "task '%s' has %d pixels, and 'position' asks where one is"
              .formatted(kind.key(), kind.pointsPerQuestion()),
          "train 'position' with a task of one pixel");
    }
    if (questions < 1) {
      throw new IllegalArgumentException(questions + " questions an example");
    }
    if (questions > 1 && kind.pointsPerQuestion() == 0) {
      throw new UserError(
          "task '%s' has one question about its pictures, found %d"
              .formatted(kind.key(), questions),
          "leave labels_per_sample out");
    }
  }

  /** One question an example, told in full. */
  public static ExampleRecipe of(Asking asking, CropRange crop) {
    return new ExampleRecipe(
        asking, crop, Lesson.TASK, 1, AnswerRounding.NONE, AnswerFormat.Thinking.WITH);
  }

  /** The task of the questions. */
  public TaskSpec task() {
    return asking.task();
  }
}
