package io.depthlm.jobs.ingest;

/** Whether symbolic links may lead to pictures outside of the image folder. */
public enum ImageLinks {
  /** A data set from somebody else cannot make a job read other files of this machine. */
  INSIDE,
  /** The links are the user's own: picture folders on several disks. */
  ANYWHERE
}
