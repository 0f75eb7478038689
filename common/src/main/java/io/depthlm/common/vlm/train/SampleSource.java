package io.depthlm.common.vlm.train;

/** An endless, numbered row of samples. Thread-safe. */
@FunctionalInterface
public interface SampleSource {
  /**
   * The sample at a position, from 0: always the same for the same position, so that a run can be
   * taken up anywhere and shared out in any way.
   */
  TrainingSample at(long position);
}
