package io.depthlm.jobs.train;

/**
 * The result of an execution.
 *
 * @param trainId the key of its rows in {@code training}
 * @param outUri the folder it writes
 * @param step steps done in all
 * @param steps steps of the run; at that the model is written
 * @param heldOut the last check of this execution, or null
 */
public record TrainResult(String trainId, String outUri, long step, long steps, HeldOut heldOut) {
  /** Whether the model is there. */
  public boolean finished() {
    return step == steps;
  }
}
