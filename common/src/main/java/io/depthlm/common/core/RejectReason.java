package io.depthlm.common.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Why a line, a picture, a point or a question could not be used: the codes of {@code
 * rejects.reason}, and of {@code predictions.error_code} where a picture is at fault. Keys are
 * written to tables and never change; {@code docs/reasons.md} lists them.
 */
public enum RejectReason {
  NOT_UTF8(
      "not_utf8",
      Set.of(Stage.INGEST),
      "The bytes of the line are not UTF-8.",
      "Convert the file, for example with iconv."),
  MALFORMED_JSON(
      "malformed_json",
      Set.of(Stage.INGEST),
      "The line is not one JSON object, or it ends too early.",
      "Write one JSON object per line."),
  TOO_LARGE(
      "too_large",
      Set.of(Stage.INGEST),
      "The line, a number or text in it, its nesting, or its number of points exceeds a limit.",
      "Split the line, or leave out what is not needed."),
  DUPLICATE_KEY(
      "duplicate_key",
      Set.of(Stage.INGEST),
      "A key with a meaning occurs twice in the line.",
      "Keep one of the two."),
  MISSING_KEY("missing_key", Set.of(Stage.INGEST), "A required key is absent or null.", "Add it."),
  WRONG_TYPE(
      "wrong_type",
      Set.of(Stage.INGEST),
      "The value of a key has another type or shape.",
      "Write it as README and docs/tables-in.md show."),
  LENGTHS_DISAGREE(
      "lengths_disagree",
      Set.of(Stage.INGEST),
      "The arrays of the points have different lengths.",
      "Give each pixel one depth and, if there are regions, one region."),
  BAD_INTRINSICS(
      "bad_intrinsics",
      Set.of(Stage.INGEST),
      "The intrinsics have no usable focal length, centre or size.",
      "Give fx, fy, cx, cy in pixels and the size of the picture."),
  BAD_POSE(
      "bad_pose",
      Set.of(Stage.INGEST),
      "The camera-to-world matrix has a number that is not finite, or its last row is not 0 0 0 1.",
      "Write 16 numbers row by row, or leave the pose out."),
  PATH_OUTSIDE_ROOT(
      "path_outside_root",
      Set.of(Stage.INGEST),
      "The path does not name a file inside the image folder.",
      "Use paths relative to --images; a link may not leave that folder."),
  POINT_OUTSIDE_IMAGE(
      "point_outside_image",
      Set.of(Stage.INGEST),
      "The point lies outside its picture.",
      "Check that pixels and intrinsics belong to the same size."),
  BAD_DEPTH(
      "bad_depth",
      Set.of(Stage.INGEST),
      "The depth is not a positive, finite number of metres.",
      "Leave out pixels without a depth."),
  BAD_POINT(
      "bad_point",
      Set.of(Stage.INGEST),
      "The point is not a pair of finite numbers, or its region has an unknown name.",
      "Write [x, y]; a region is boundary, interior or null."),
  FILE_MISSING(
      "file_missing",
      Set.of(Stage.INGEST),
      "A file that the frame needs does not exist.",
      "Fetch the data set completely."),
  FILE_UNREADABLE(
      "file_unreadable",
      Set.of(Stage.INGEST),
      "A file that the frame needs cannot be read, or is not what its name says.",
      "Fetch the file again."),
  BAD_CALIBRATION(
      "bad_calibration",
      Set.of(Stage.INGEST),
      "The camera's calibration is absent or cannot be used.",
      "Fetch the calibration files again."),
  NO_LABELS(
      "no_labels",
      Set.of(Stage.INGEST),
      "The frame has no usable label.",
      "Nothing, if its sensor measured nothing; otherwise check the depth files."),
  DUPLICATE_FRAME(
      "duplicate_frame",
      Set.of(Stage.INGEST),
      "An earlier line has the same picture.",
      "Give a picture one line with all its points."),
  SIZE_DISAGREES(
      "size_disagrees",
      Set.of(Stage.INGEST),
      "The picture has another size than its intrinsics say.",
      "Scale the intrinsics to the picture, or use the original picture."),
  IMAGE_MISSING(
      "image_missing",
      Set.of(Stage.INGEST, Stage.TRAIN),
      "The picture does not exist.",
      "Check --images and the path."),
  IMAGE_UNREADABLE(
      "image_unreadable",
      Set.of(Stage.INGEST, Stage.PREDICT, Stage.TRAIN),
      "The picture cannot be read, is cut off, or is not an image.",
      "Fetch or convert it again."),
  IMAGE_TOO_LARGE(
      "image_too_large",
      Set.of(Stage.INGEST, Stage.PREDICT, Stage.TRAIN),
      "The picture has more bytes or pixels than the limits allow.",
      "Scale it down, with its intrinsics and pixels."),
  IMAGE_UNSUPPORTED(
      "image_unsupported",
      Set.of(Stage.INGEST, Stage.PREDICT, Stage.TRAIN),
      "The picture is of a kind whose pixels would not be read exactly.",
      "Convert it to 8-bit RGB, as PNG or JPEG."),
  IMAGE_ROTATED(
      "image_rotated",
      Set.of(Stage.INGEST, Stage.PREDICT, Stage.TRAIN),
      "The EXIF orientation is not 1, so it is unclear which pixels the intrinsics mean.",
      "Rotate the pixels and remove the orientation."),
  IMAGE_SIZE_MISMATCH(
      "image_size_mismatch",
      Set.of(Stage.PREDICT, Stage.TRAIN),
      "The picture does not have the size that its intrinsics give.",
      "Ingest it again."),
  IMAGE_AMBIGUOUS(
      "image_ambiguous",
      Set.of(Stage.INGEST),
      "The shards have several pictures of this name with different content.",
      "Give each picture a name of its own."),
  IMAGE_IS_LINK(
      "image_is_link",
      Set.of(Stage.INGEST),
      "The shard has a link in place of the picture.",
      "Write it with tar --dereference --hard-dereference."),
  IMAGE_UNFIT(
      "image_unfit",
      Set.of(Stage.TRAIN),
      "The processor of the checkpoint cannot show the picture.",
      "Change the crop or the focal length."),
  SHARD_DAMAGED(
      "shard_damaged",
      Set.of(Stage.INGEST),
      "The shard is no tar archive or ends early; the pictures before its end were used.",
      "Fetch the shard again."),
  INTRINSICS_UNUSABLE(
      "intrinsics_unusable",
      Set.of(Stage.PREDICT, Stage.TRAIN),
      "No geometry can be done with the focal lengths and the centre.",
      "Correct the intrinsics and ingest again."),
  PREPARED_TOO_SMALL(
      "prepared_too_small",
      Set.of(Stage.PREDICT, Stage.TRAIN),
      "The focal length of the variant leaves no pixel on an axis.",
      "Choose a larger focal_px."),
  PREPARED_TOO_LARGE(
      "prepared_too_large",
      Set.of(Stage.PREDICT, Stage.TRAIN),
      "The focal length of the variant would enlarge the picture beyond the limits.",
      "Choose a smaller focal_px."),
  BAD_TRUTH(
      "bad_truth",
      Set.of(Stage.PLAN),
      "The answer of the question is not positive and finite, such as the distance of a point to"
          + " itself.",
      "Nothing; the points can still be asked about in other tasks."),
  DUPLICATE_QUESTION(
      "duplicate_question",
      Set.of(Stage.PLAN),
      "The same pixels of the same picture are asked about already.",
      "Nothing; the first question counts."),
  UNPAIRED_POINT(
      "unpaired_point",
      Set.of(Stage.PLAN),
      "The task needs several points, and too few are left in the frame.",
      "Nothing, or label a further pixel."),
  BORDER(
      "border",
      Set.of(Stage.PREDICT),
      "The marker would leave the picture.",
      "Use a smaller marker, or one that paints nothing, such as text."),
  NO_LABEL(
      "no_label",
      Set.of(Stage.TRAIN),
      "The frame has no label that the marker can point at.",
      "Use another marker or focal length."),
  NO_LABEL_IN_CROP(
      "no_label_in_crop",
      Set.of(Stage.TRAIN),
      "No crop that was drawn contains a label.",
      "Use larger crops or more labels per frame.");

  /** The step that rejects. */
  public enum Stage {
    INGEST,
    PLAN,
    PREDICT,
    TRAIN;

    /** The name in tables. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String key;
  private final Set<Stage> stages;
  private final String about;
  private final String remedy;

  RejectReason(String key, Set<Stage> stages, String about, String remedy) {
    this.key = key;
    this.stages = stages;
    this.about = about;
    this.remedy = remedy;
  }

  /**
   * The reason of a key.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RejectReason ofKey(String key) {
    return Arrays.stream(values())
        .filter(r -> r.key.equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no reason '" + key + "'"));
  }

  /** The code in tables: lower case with underscores, never renamed. */
  public String key() {
    return key;
  }

  /** The steps that reject for this reason. */
  public Set<Stage> stages() {
    return stages;
  }

  /** What is wrong, in one sentence. */
  public String about() {
    return about;
  }

  /** What the user can do. */
  public String remedy() {
    return remedy;
  }
}
