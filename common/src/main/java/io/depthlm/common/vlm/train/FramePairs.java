package io.depthlm.common.vlm.train;

import io.depthlm.common.task.TaskSpec;
import java.util.HashMap;
import java.util.Map;

/** The frames that follow each other in a scene. */
public final class FramePairs {
  private FramePairs() {}

  /**
   * For each frame by number that a task of two pictures can be asked about, the number of the
   * second: where both have poses. Empty for tasks of one picture.
   */
  public static Map<Integer, Integer> of(TaskSpec task, Iterable<TrainingFrame> frames) {
    Map<Integer, Integer> next = new HashMap<>();
    if (task.kind().framesPerQuestion() < 2) {
      return next;
    }
    Map<String, Integer> places = new HashMap<>();
    Map<Integer, String> followers = new HashMap<>();
    int at = 0;
    for (TrainingFrame frame : frames) {
      if (frame.pose() != null) {
        places.put(frame.frameId(), at);
        followers.put(at, frame.nextFrameId());
      }
      at++;
    }
    followers.forEach(
        (first, id) -> {
          Integer second = places.get(id);
          if (second != null) {
            next.put(first, second);
          }
        });
    return next;
  }
}
