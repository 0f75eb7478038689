package io.depthlm.common.config;

/** What a model learns from the examples of a data set. */
public enum Lesson {
  /** To answer the question of the task. */
  TASK,
  /**
   * To say where the marker is, in tenths of the picture's width and height. A pretrained model
   * recognises a red dot. A model with random weights must learn to find the pixel before it can
   * learn its depth, and it learns that much faster if it is asked for it.
   */
  POSITION
}
