package io.depthlm.jobs.compare;

import java.io.Serializable;

/**
 * What names a cell for people; a later run of the same sweep has a cell of the same name, whatever
 * its checkpoint.
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
  /** Whether both ask the same of the same pictures, by whatever model and words. */
  boolean hasQuestionsOf(CellName other) {
    return dataset.equals(other.dataset)
        && task.equals(other.task)
        && parameters.equals(other.parameters)
        && compareAs.equals(other.compareAs);
  }
}
