package io.depthlm.jobs.spark;

/** Where a job tells a person how far it is. Implementations may be called from several threads. */
public interface Progress {
  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void say(String line) {}

        @Override
        public void update(String what, long done, long total) {}
      };

  /** One line worth keeping: a stage began, something was skipped. */
  void say(String line);

  /**
   * How much of the current stage is done.
   *
   * @param what what is counted, in the plural
   * @param total how many there are in all, or −1 where that is not known
   */
  void update(String what, long done, long total);
}
