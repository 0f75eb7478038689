package io.depthlm.common.dense.file;

import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;

/**
 * How a network's file reads a picture: [1, 3, height, width] in red, green, blue.
 *
 * @param name of the input for the picture; null for the only one
 * @param size how the picture's size is chosen
 * @param widthPx the wanted width
 * @param heightPx the wanted height
 * @param multiplePx sizes become multiples of this, unless they are stretched to
 * @param resample how the picture is resized
 * @param paddingRgb the colour, 0 to 255, that fills up the wanted size around the picture; empty
 *     for none
 * @param divisor what 8-bit values are divided by
 * @param mean what is subtracted from the result, for each colour
 * @param std what the difference is divided by, for each colour
 * @param tokens the value of a further input, a whole number; null where there is none
 */
public record FileInput(
    String name,
    Size size,
    int widthPx,
    int heightPx,
    int multiplePx,
    Resample resample,
    List<Double> paddingRgb,
    double divisor,
    List<Double> mean,
    List<Double> std,
    Integer tokens)
    implements Serializable {
  /** How a picture's size is chosen. */
  public enum Size {
    /** The wanted width and height, whatever the picture's shape. */
    STRETCH,
    /** The greatest of the picture's shape that is neither wider nor higher. */
    WITHIN,
    /** The least of the picture's shape that is neither narrower nor lower. */
    COVERING,
    /** The picture's shape, scaled by the factor of that side which changes less. */
    LEAST_CHANGE,
    /** The picture's own. */
    PICTURE
  }

  /** How a picture is resized. */
  public enum Resample {
    /** As Pillow up to 12.x: shrinks without aliases, 8-bit. */
    BICUBIC_PILLOW,
    /** By cubic convolution between pixel centres (a = −0.75), as OpenCV and PyTorch. */
    BICUBIC,
    /** Linearly between pixel centres. */
    BILINEAR,
    /** The same rounded to 8 bits; OpenCV's own rounding may differ by one level. */
    BILINEAR_8BIT,
    /** Linearly, where corners stay corners. */
    BILINEAR_CORNERS
  }

  private static final int MAX_SIDE = 8192;

  private static final Setting<String> NAME =
      Setting.optional(
          "name", Types.TEXT, "the input for the picture; may be left out if it is the only one");
  private static final Setting<Size> SIZE =
      Setting.defaulted(
          "size",
          Types.oneOf(Size.class),
          "stretch",
          "how the picture's size is chosen; all but stretch keep its shape");
  private static final Setting<Integer> WIDTH =
      Setting.defaulted("width_px", Types.INT, "518", "wanted width")
          .limited("from 1 to 8192", n -> n >= 1 && n <= MAX_SIDE)
          .in("pixels");
  private static final Setting<Integer> HEIGHT =
      Setting.defaulted("height_px", Types.INT, "518", "wanted height")
          .limited("from 1 to 8192", n -> n >= 1 && n <= MAX_SIDE)
          .in("pixels");
  private static final Setting<Integer> MULTIPLE =
      Setting.defaulted(
              "multiple_px", Types.INT, "1", "sizes that keep the shape become multiples of this")
          .limited("from 1 to 256", n -> n >= 1 && n <= 256)
          .in("pixels");
  private static final Setting<Resample> RESAMPLE =
      Setting.defaulted(
          "resample", Types.oneOf(Resample.class), "bicubic", "how the picture is resized");
  private static final Setting<List<Double>> PADDING =
      Setting.optional(
              "padding_rgb",
              Types.sequenceOf(Types.NUMBER),
              "the colour, 0 to 255, around the picture, which is centred in the wanted size")
          .limited("three numbers", list -> list.size() == 3);
  private static final Setting<Double> DIVISOR =
      Setting.defaulted("divisor", Types.NUMBER, "255", "what 8-bit values are divided by")
          .limited("above 0", d -> d > 0);
  private static final Setting<List<Double>> MEAN =
      Setting.defaulted(
              "mean",
              Types.sequenceOf(Types.NUMBER),
              "[0.485, 0.456, 0.406]",
              "subtracted after the division, for each colour")
          .limited("three numbers", list -> list.size() == 3);
  private static final Setting<List<Double>> STD =
      Setting.defaulted(
              "std",
              Types.sequenceOf(Types.NUMBER),
              "[0.229, 0.224, 0.225]",
              "what the difference is divided by, for each colour")
          .limited(
              "three numbers above 0",
              list -> list.size() == 3 && list.stream().allMatch(d -> d > 0));
  private static final Setting<Integer> TOKENS =
      Setting.optional(
          "tokens", Types.INT, "the value of a second input, a whole number, such as num_tokens");

  static final Schema SCHEMA =
      Schema.of(NAME, SIZE, WIDTH, HEIGHT, MULTIPLE, RESAMPLE, PADDING, DIVISOR, MEAN, STD, TOKENS);

  /** The section {@code input} of an entry. */
  public static final Setting<FileInput> SETTING =
      Setting.optional(
          "input", Types.section(SCHEMA, FileInput::of), "how the network in file reads pictures");

  private static FileInput of(Section s) {
    return new FileInput(
        s.of(NAME),
        s.of(SIZE),
        s.of(WIDTH),
        s.of(HEIGHT),
        s.of(MULTIPLE),
        s.of(RESAMPLE),
        s.of(PADDING) == null ? List.of() : s.of(PADDING),
        s.of(DIVISOR),
        s.of(MEAN),
        s.of(STD),
        s.of(TOKENS));
  }

  /** Adds everything that changes an answer. */
  public void identify(SortedMap<String, String> identity) {
    identity.put("input", toString());
  }
}
