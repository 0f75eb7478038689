package io.depthlm.common.config;

/** The depth in which truth and answer are compared (METHOD section 4). */
public enum CompareAs {
  /** Both along the optical axis. */
  Z,
  /** Both from the camera centre. */
  RADIAL,
  /** The truth as its data set labelled it and the answer as it stands: the paper's way. */
  AS_LABELLED
}
