package io.depthlm.common.vlm.train;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskSpec;
import java.io.Serializable;

/**
 * How examples are made of the frames of one dataset.
 *
 * @param task a task of one pixel
 * @param prompt its question
 * @param marker one of {@link Markers#names()}
 * @param focal the unified focal length
 * @param limits what an image may cost
 * @param crop the random crops after the resize
 * @param lesson what is asked about the pixels
 * @param labels how many pixels of a picture an example asks about, each apart from the others; 1
 *     is the paper's. Every marker would show in all questions, so only the first pixel is marked;
 *     the task is asked about the others with their image token shown again or, where the marker is
 *     {@code text}, by their coordinates
 * @param rounding what is left of the numbers to learn
 * @param thinking whether answers to the task reason first
 */
public record ExampleRecipe(
    TaskSpec task,
    PromptTemplate prompt,
    String marker,
    FocalSetting focal,
    ImageLimits limits,
    CropRange crop,
    Lesson lesson,
    int labels,
    AnswerRounding rounding,
    AnswerFormat.Thinking thinking)
    implements Serializable {

  /**
   * Checks the task and the marker.
   *
   * @throws UserError if the task asks for more than one pixel of one frame, or the marker cannot
   *     point at what is asked
   */
  public ExampleRecipe {
    if (task.kind().depthKind().isEmpty()) {
      throw new UserError(
          "task '" + task.kind().key() + "' cannot be trained from single labelled pixels",
          "train distance, axis_distance, speed or time");
    }
    Markers.named(marker);
    if (lesson == Lesson.POSITION && marker.equals(Markers.TEXT)) {
      throw new UserError(
          "marker 'text' has no place in a picture to ask for", "train 'position' with a marker");
    }
    if (labels < 1) {
      throw new IllegalArgumentException(labels + " labels an example");
    }
  }

  /** One label an example, told in full, by one marker. */
  public static ExampleRecipe of(
      TaskSpec task,
      PromptTemplate prompt,
      String marker,
      FocalSetting focal,
      ImageLimits limits,
      CropRange crop) {
    return new ExampleRecipe(
        task,
        prompt,
        marker,
        focal,
        limits,
        crop,
        Lesson.TASK,
        1,
        AnswerRounding.NONE,
        AnswerFormat.Thinking.WITH);
  }
}
