package io.depthlm.jobs.predict;

/**
 * The result of a predict stage in this execution.
 *
 * @param asked questions put to engines
 * @param failed those that ended in a failure
 * @param reused answers copied from earlier runs
 * @param deviceSeconds time in engine calls, summed over tasks
 * @param engineLoads engines built, over all executor processes
 */
public record PredictResult(
    long asked, long failed, long reused, double deviceSeconds, long engineLoads) {
  /** Nothing done. */
  public static final PredictResult NONE = new PredictResult(0, 0, 0, 0, 0);

  PredictResult plus(PredictResult other) {
    return new PredictResult(
        asked + other.asked,
        failed + other.failed,
        reused + other.reused,
        deviceSeconds + other.deviceSeconds,
        engineLoads + other.engineLoads);
  }
}
