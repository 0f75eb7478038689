package io.depthlm.jobs.compare;

import java.io.Serializable;

/**
 * The name of a cell for people. It does not depend on the checkpoint, so a later run of the same
 * sweep has a cell of the same name.
 *
 * @param focalPx null where frames keep their own focal length
 */
public record CellName(
    String dataset,
    String task,
    String parameters,
    String compareAs,
    String model,
    String prompt,
    String marker,
    Double focalPx)
    implements Serializable {
  /**
   * Whether both cells ask the same questions about the same pictures; model and prompt may differ.
   */
  boolean hasQuestionsOf(CellName other) {
    return dataset.equals(other.dataset)
        && task.equals(other.task)
        && parameters.equals(other.parameters)
        && compareAs.equals(other.compareAs);
  }
}
