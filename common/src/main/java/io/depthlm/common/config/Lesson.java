package io.depthlm.common.config;

/** What the examples of a dataset teach. */
public enum Lesson {
  /** The task: a depth, and what follows from it. */
  TASK,
  /**
   * Where the marker is, in tenths of the picture's width and height. A pretrained model knows what
   * a red dot is. One from random weights must find the pixel before any answer about its depth can
   * be right, and learns that much sooner when asked for it.
   */
  POSITION
}
