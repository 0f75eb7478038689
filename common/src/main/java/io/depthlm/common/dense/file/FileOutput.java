package io.depthlm.common.dense.file;

import io.depthlm.common.dense.Sampling;
import io.depthlm.common.settings.Schema;
import io.depthlm.common.settings.Section;
import io.depthlm.common.settings.Setting;
import io.depthlm.common.settings.Types;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;

/**
 * What a network's file says of a picture, and how a depth comes of it.
 *
 * @param name of the output; null for the first
 * @param layout what stands in it
 * @param sampling how values between its points are read
 * @param canonicalFocalPx values are multiplied by the focal length of the picture that the network
 *     read, along x, over this; null for values that are what they say
 * @param clamp values are limited to this pair; empty for no limits
 */
public record FileOutput(
    String name, Layout layout, Sampling sampling, Double canonicalFocalPx, List<Double> clamp)
    implements Serializable {
  /** What stands in an output. */
  public enum Layout {
    /** One value a point: [height, width], with leading sizes of 1. */
    MAP,
    /** Points in space: [1, 3, height, width]; their third coordinate is read. */
    POINTS_FIRST,
    /** Points in space: [1, height, width, 3]. */
    POINTS_LAST,
    /**
     * The same up to a shift along z, which the camera's focal length decides, and a factor in the
     * output {@code metric_scale}: MoGe-2.
     */
    AFFINE_POINTS
  }

  private static final Setting<String> NAME =
      Setting.optional("name", Types.TEXT, "the output to read; the first if it is left out");
  private static final Setting<Layout> LAYOUT =
      Setting.defaulted("layout", Types.oneOf(Layout.class), "map", "what stands in the output");
  private static final Setting<Sampling> SAMPLING =
      Setting.defaulted(
          "sampling",
          Types.oneOf(Sampling.class),
          "bilinear",
          "how the map is read between its points");
  private static final Setting<Double> CANONICAL =
      Setting.optional(
              "canonical_focal_px",
              Types.NUMBER,
              "values are multiplied by the focal length that the network sees, over this")
          .limited("above 0", f -> f > 0)
          .in("pixels");
  private static final Setting<List<Double>> CLAMP =
      Setting.optional("clamp", Types.sequenceOf(Types.NUMBER), "the least and the greatest value")
          .limited(
              "two numbers, the lesser first",
              list -> list.size() == 2 && list.get(0) < list.get(1));

  static final Schema SCHEMA = Schema.of(NAME, LAYOUT, SAMPLING, CANONICAL, CLAMP);

  /** The section {@code output} of an entry. */
  public static final Setting<FileOutput> SETTING =
      Setting.optional(
          "output", Types.section(SCHEMA, FileOutput::of), "what the network in file says");

  private static FileOutput of(Section s) {
    return new FileOutput(
        s.of(NAME),
        s.of(LAYOUT),
        s.of(SAMPLING),
        s.of(CANONICAL),
        s.of(CLAMP) == null ? List.of() : s.of(CLAMP));
  }

  /** Adds everything that changes an answer. */
  public void identify(SortedMap<String, String> identity) {
    identity.put("output", toString());
  }
}
