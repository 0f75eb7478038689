package io.depthlm.jobs.train;

/** Takes the prepared frames of a dataset, one after the other, and keeps them until closed. */
interface FrameSink extends AutoCloseable {
  /** Adds the next frame, as {@link io.depthlm.common.vlm.train.FrameBytes} has it. */
  void add(byte[] frame);

  /** How many there are. */
  int count();

  /** Where they are, if there is something to say about it. */
  default String where() {
    return "";
  }

  @Override
  void close();
}
