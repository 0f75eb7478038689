package io.depthlm.common.config;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import io.depthlm.common.settings.ValueType;
import io.depthlm.common.task.TaskSpec;

/**
 * A data set to learn from.
 *
 * @param name as in {@code frames.dataset}
 * @param split only frames of this split, or null for all
 * @param weight its share of the samples, relative to the others'
 * @param maxLabelsPerFrame so many labels of each frame are used, the same ones throughout; null
 *     for all
 * @param crop the random crops about the image's centre
 * @param task what is asked about its frames; null as the run has it
 * @param ask whether the task is asked, or where a pixel is
 * @param marker how its pixels are pointed at; null as the run has it
 * @param labelsPerSample questions about a picture that a sample has, apart from each other
 */
public record TrainDataset(
    String name,
    String split,
    double weight,
    Integer maxLabelsPerFrame,
    CropSizes crop,
    TaskSpec task,
    Lesson ask,
    String marker,
    int labelsPerSample) {

  /**
   * The sizes of crops in pixels, ends included; null where a side is not cropped.
   *
   * @param width columns
   * @param height rows
   */
  public record CropSizes(Range width, Range height) {}

  /** A closed range of pixels. */
  public record Range(int minPx, int maxPx) {}

  private static final Setting<String> NAME =
      Setting.required("name", Types.NAME, "the name under which it was ingested");
  private static final Setting<String> SPLIT =
      Setting.optional("split", Types.NAME, "use only frames of this split");
  private static final Setting<Double> WEIGHT =
      Setting.defaulted(
              "weight",
              Types.NUMBER,
              "1",
              "its share of the samples, relative to the other data sets")
          .limited("above 0, at most 1e9", w -> w > 0 && w <= 1e9);
  private static final Setting<Integer> MAX_LABELS =
      Setting.optional(
              "max_labels_per_frame",
              Types.INT,
              "number of labels to use of each frame, the same ones throughout")
          .limited("at least 1", n -> n >= 1)
          .in("labels");
  private static final Setting<Integer> MIN_WIDTH = side("min_width", "minimum width of a crop");
  private static final Setting<Integer> MAX_WIDTH = side("max_width", "maximum width of a crop");
  private static final Setting<Integer> MIN_HEIGHT = side("min_height", "minimum height of a crop");
  private static final Setting<Integer> MAX_HEIGHT = side("max_height", "maximum height of a crop");
  private static final Setting<CropSizes> CROP =
      Setting.defaulted(
          "crop",
          Types.section(
              Schema.of(MIN_WIDTH, MAX_WIDTH, MIN_HEIGHT, MAX_HEIGHT),
              s ->
                  new CropSizes(
                      range(s, "width", MIN_WIDTH, MAX_WIDTH),
                      range(s, "height", MIN_HEIGHT, MAX_HEIGHT))),
          "{}",
          "random crops about the centre; a side without limits is not cropped");

  private static final Setting<TaskSpec> TASK =
      Setting.optional(
          "task", new TaskType(), "the task of its questions; default: that of the run");
  private static final Setting<Lesson> ASK =
      Setting.defaulted(
          "ask",
          Types.oneOf(Lesson.class),
          "task",
          "what to ask about a pixel; position asks where the marker is, in tenths of the"
              + " picture");

  private static final Setting<String> MARKER =
      Setting.optional(
          "marker", ImageTypes.MARKER, "the marker for its pixels; default: that of the run");
  private static final Setting<Integer> LABELS =
      Setting.defaulted(
              "labels_per_sample",
              Types.INT,
              "1",
              "number of pixels, or of pairs for the task point_distance, that one sample asks"
                  + " about, each separately; the first is marked, and for each other its image"
                  + " token is shown again; if marker is text, all are asked by coordinates")
          .limited("from 1 to 256", n -> n >= 1 && n <= 256)
          .in("labels");

  static final Schema SCHEMA =
      Schema.of(NAME, SPLIT, WEIGHT, MAX_LABELS, CROP, TASK, ASK, MARKER, LABELS);

  static final ValueType<TrainDataset> TYPE =
      Types.section(
          SCHEMA,
          s ->
              new TrainDataset(
                  s.of(NAME),
                  s.of(SPLIT),
                  s.of(WEIGHT),
                  s.of(MAX_LABELS),
                  s.of(CROP),
                  s.of(TASK),
                  s.of(ASK),
                  s.of(MARKER),
                  s.of(LABELS)));

  /**
   * What entries have in common that differ in their weights alone, under the run's task and
   * marker.
   */
  TrainDataset alike(TaskSpec taskInForce, String markerInForce) {
    return new TrainDataset(
        name, split, 1, maxLabelsPerFrame, crop, taskInForce, ask, markerInForce, labelsPerSample);
  }

  private static Setting<Integer> side(String key, String help) {
    return Setting.optional(key, Types.INT, help)
        .limited("from 16 to 100000", n -> n >= 16 && n <= 100_000)
        .in("pixels");
  }

  private static Range range(
      Section s, String side, Setting<Integer> least, Setting<Integer> greatest) {
    Integer min = s.of(least);
    Integer max = s.of(greatest);
    if (min == null && max == null) {
      return null;
    }
    if (min == null || max == null || min > max) {
      throw s.node().wrong("min_%s and max_%s, the one not above the other".formatted(side, side));
    }
    return new Range(min, max);
  }
}
