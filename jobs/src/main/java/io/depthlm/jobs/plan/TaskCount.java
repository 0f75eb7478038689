package io.depthlm.jobs.plan;

import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.rows.RowCodec;

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
}
