package io.depthlm.jobs.plan;

import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.rows.RowCodec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions of a task.
 *
 * @param workUnit the unit they are in, or the last unit of the task
 * @param rejected points and frames that gave no question
 */
record TaskCount(String task, String parameters, int workUnit, long questions, long rejected) {
  static final RowCodec<TaskCount> ROWS = RowCodec.of(TaskCount.class);

  TaskSpec spec() {
    return TaskSpec.parse(task, parameters);
  }

  /**
   * The questions of each task that has any; sorted here, because in Spark that is a further job.
   */
  static Map<TaskSpec, Long> questions(List<TaskCount> counts) {
    Map<TaskSpec, Long> byTask = new LinkedHashMap<>();
    counts.stream()
        .filter(c -> c.questions() > 0)
        .sorted(Comparator.comparing(TaskCount::task).thenComparing(TaskCount::parameters))
        .forEach(c -> byTask.merge(c.spec(), c.questions(), Long::sum));
    return byTask;
  }
}
