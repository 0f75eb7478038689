package io.depthlm.jobs.run;

/**
 * What a run executes.
 *
 * @param sweep the sweep's name
 * @param configHash what makes two executions the same run: the configuration and the questions it
 *     asks
 * @param configPassed the configuration as the user gave it
 * @param configEffective the configuration with all defaults
 * @param runId the run to continue or to start, or null: the latest unfinished run of the same
 *     configuration, otherwise a new one
 */
public record RunRequest(
    String sweep, String configHash, String configPassed, String configEffective, String runId) {}
