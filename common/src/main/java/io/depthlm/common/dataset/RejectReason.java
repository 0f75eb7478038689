package io.depthlm.common.dataset;

/** Why a line or a point cannot be used. The keys are written to tables and do not change. */
public enum RejectReason {
  /** The line's bytes are not UTF-8. */
  NOT_UTF8("not_utf8"),
  /** The line is not one JSON object, or ends too early. */
  MALFORMED_JSON("malformed_json"),
  /** The line, a number or a string in it, its nesting or its number of points is over a limit. */
  TOO_LARGE("too_large"),
  /** A key that means something is there twice. */
  DUPLICATE_KEY("duplicate_key"),
  /** A required key is absent or null. */
  MISSING_KEY("missing_key"),
  /** A key's value is of another type or shape. */
  WRONG_TYPE("wrong_type"),
  /** The per-point arrays have different lengths. */
  LENGTHS_DISAGREE("lengths_disagree"),
  /** No usable focal length, or a centre or size that is no such thing. */
  BAD_INTRINSICS("bad_intrinsics"),
  /**
   * A camera-to-world matrix with a number that is not finite, or whose last row is not 0 0 0 1.
   */
  BAD_POSE("bad_pose"),
  /** The image path does not name a file inside the image folder. */
  PATH_OUTSIDE_ROOT("path_outside_root"),
  /** A point's coordinates are outside its image. */
  POINT_OUTSIDE_IMAGE("point_outside_image"),
  /** A point's depth is not a positive, finite number. */
  BAD_DEPTH("bad_depth"),
  /** A point is not a pair of finite numbers, or its region has an unknown name. */
  BAD_POINT("bad_point"),
  /** A file that a frame needs is not there. */
  FILE_MISSING("file_missing"),
  /** A file that a frame needs cannot be read, or is not what its name says. */
  FILE_UNREADABLE("file_unreadable"),
  /** The camera's calibration is not there or cannot be used. */
  BAD_CALIBRATION("bad_calibration"),
  /** A frame has no usable label at all. */
  NO_LABELS("no_labels");

  private final String key;

  RejectReason(String key) {
    this.key = key;
  }

  /** The name in tables. */
  public String key() {
    return key;
  }
}
