package io.depthlm.common.task;

import io.depthlm.common.geometry.LabelKind;

/**
 * The factors that convert the truth and the answer of a question to the kind of depth in which
 * they are compared.
 *
 * <table>
 *  <caption>What is multiplied, with ray = radial / z at the label's pixel (at least 1)</caption> <tr><th>task</th><th>compare_as</th><th>truth</th><th>answer</th></tr> <tr><td>distance, speed, time (radial)</td><td>radial</td><td>1</td><td>1</td></tr> <tr><td></td><td>z</td><td>1 / ray</td><td>1 / ray</td></tr> <tr><td></td><td>as_labelled</td><td>1 / ray if the label is z, else 1</td><td>1</td></tr> <tr><td>axis_distance (z)</td><td>z</td><td>1</td><td>1</td></tr> <tr><td></td><td>radial</td><td>ray</td><td>ray</td></tr> <tr><td></td><td>as_labelled</td><td>ray if the label is radial, else 1</td><td>1</td></tr> <tr><td>point_distance, camera_motion</td><td>any</td><td>1</td><td>1</td></tr>
 * </table>
 *
 * <p>So {@code as_labelled} gives back the label as ingested (divided by the seconds or the speed
 * for those tasks) and leaves the answer alone. Two points' distance needs true positions and has
 * no other reading.
 *
 * @param truthFactor multiplies a truth of {@link Truth#value()}
 * @param valueFactor multiplies the model's number
 */
public record Comparison(double truthFactor, double valueFactor) {
  private static final Comparison SAME = new Comparison(1, 1);

  /**
   * The factors of one question.
   *
   * @param labelKind the kind of the ingested label; unused if the task is not about the depth of
   *     one pixel
   * @param rayPerZ radial distance per metre of z at the label's original pixel; unused likewise
   */
  public static Comparison of(
      TaskKind task, CompareAs compareAs, LabelKind labelKind, double rayPerZ) {
    LabelKind own = task.depthKind().orElse(null);
    if (own == null) {
      return SAME;
    }
    return switch (compareAs) {
      case Z -> both(factor(own, LabelKind.Z, rayPerZ));
      case RADIAL -> both(factor(own, LabelKind.RADIAL, rayPerZ));
      case AS_LABELLED -> new Comparison(factor(own, labelKind, rayPerZ), 1);
    };
  }

  private static Comparison both(double factor) {
    return factor == 1 ? SAME : new Comparison(factor, factor);
  }

  private static double factor(LabelKind from, LabelKind to, double rayPerZ) {
    if (from == to) {
      return 1;
    }
    return from == LabelKind.Z ? rayPerZ : 1 / rayPerZ;
  }
}
