package io.depthlm.common.vlm.train;

import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskSpec;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/**
 * How examples are made of the frames of one dataset.
 *
 * @param task a task of one pixel
 * @param prompt its question
 * @param markers of {@link Markers#names()}; the first is the one that prediction will use, all are
 *     drawn where an example has several labels
 * @param focal the unified focal length
 * @param limits what an image may cost
 * @param crop the random crops after the resize
 * @param lesson what is asked about the pixels
 * @param labels how many pixels an example asks about, with a marker each; 1 is the paper's
 * @param digits significant digits of the numbers to learn, zeros after them; 0 for all
 * @param thinking whether answers to the task reason first
 */
public record ExampleRecipe(
    TaskSpec task,
    PromptTemplate prompt,
    List<String> markers,
    FocalSetting focal,
    ImageLimits limits,
    CropRange crop,
    Lesson lesson,
    int labels,
    int digits,
    AnswerFormat.Thinking thinking)
    implements Serializable {

  /**
   * Checks the task and the markers.
   *
   * @throws UserError if the task asks for more than one pixel of one frame, or the markers do not
   *     suffice for the labels
   */
  public ExampleRecipe {
    markers = List.copyOf(markers);
    if (task.kind().depthKind().isEmpty()) {
      throw new UserError(
          "task '" + task.kind().key() + "' cannot be trained from single labelled pixels",
          "train distance, axis_distance, speed or time");
    }
    markers.forEach(Markers::named);
    if (lesson == Lesson.POSITION && markers.contains(Markers.TEXT)) {
      throw new UserError(
          "marker 'text' has no place in a picture to ask for", "train 'position' with a marker");
    }
    if (labels < 1 || new HashSet<>(markers).size() < markers.size() || markers.size() < labels) {
      throw new UserError(
          "%d labels an example and markers %s".formatted(labels, markers),
          "name as many different markers as an example has labels");
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
        List.of(marker),
        focal,
        limits,
        crop,
        Lesson.TASK,
        1,
        0,
        AnswerFormat.Thinking.WITH);
  }
}
