package io.depthlm.jobs.plan;

import io.depthlm.common.task.TaskSpec;
import java.util.List;
import java.util.Map;

/**
 * A plan in {@code queries}.
 *
 * @param units how many work units there are, numbered from 0
 * @param queriesByTask questions of each task
 */
public record PlanResult(
    String planId, String dataset, int units, Map<TaskSpec, Long> queriesByTask) {
  /** All questions. */
  public long queries() {
    return queriesByTask.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The tasks, in no particular order. */
  public List<TaskSpec> tasks() {
    return List.copyOf(queriesByTask.keySet());
  }
}
