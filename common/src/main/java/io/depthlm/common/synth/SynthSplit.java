package io.depthlm.common.synth;

/**
 * Which half of all scenes: the two share none, whatever the seeds, because the split is one bit of
 * the number that a scene is made from.
 */
public enum SynthSplit {
  /** Scenes to train on. */
  TRAIN,
  /** Scenes to evaluate on. */
  EVAL
}
