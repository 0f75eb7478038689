package io.depthlm.common.vlm.train;

import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskSpec;
import java.io.Serializable;

/**
 * How examples are made of the frames of one dataset.
 *
 * @param task a task of one pixel
 * @param prompt its question
 * @param markerName one of {@link Markers#names()}
 * @param focal the unified focal length
 * @param limits what an image may cost
 * @param crop the random crops after the resize
 */
public record ExampleRecipe(
    TaskSpec task,
    PromptTemplate prompt,
    String markerName,
    FocalSetting focal,
    ImageLimits limits,
    CropRange crop)
    implements Serializable {

  /**
   * Checks the task and the marker.
   *
   * @throws UserError if the task asks for more than one pixel of one frame
   */
  public ExampleRecipe {
    if (task.kind().depthKind().isEmpty()) {
      throw new UserError(
          "task '" + task.kind().key() + "' cannot be trained from single labelled pixels",
          "train distance, axis_distance, speed or time");
    }
    Markers.named(markerName);
  }
}
