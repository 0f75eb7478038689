package io.depthlm.jobs.plan;

import io.depthlm.common.config.Subset;
import io.depthlm.common.task.TaskSpec;
import java.util.List;

/**
 * The questions of one dataset that a sweep wants.
 *
 * @param split only frames of this split, or null for all
 */
public record PlanRequest(
    String dataset, String split, Subset frames, Subset pointsPerFrame, List<TaskSpec> tasks) {}
