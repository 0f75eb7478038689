package io.depthlm.common.engine;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.imaging.Marker;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.PromptValues;
import io.depthlm.common.task.TaskSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How the questions of one cell are asked, independent of the engine: task, prompt, marker and
 * focal length. Small and serialisable; it travels with every task.
 *
 * @param markerName one of {@link Markers#names()}
 */
public record Asking(
    TaskSpec task, PromptTemplate prompt, String markerName, FocalSetting focal, ImageLimits limits)
    implements Serializable {
  /** The error code of a pixel that is too close to the border for its marker. */
  public static final String BORDER = RejectReason.BORDER.key();

  /** The geometry of a frame under this focal length; the same for all its questions. */
  public FocalPlan plan(Intrinsics camera) {
    return FocalPlan.of(camera, focal, limits);
  }

  /**
   * Whether all pixels of a question can be marked: the border rule (docs/method.md, section 2,
   * step 5).
   */
  public boolean canAsk(FocalPlan plan, double[] xPx, double[] yPx) {
    Marker marker = Markers.named(markerName);
    for (int i = 0; i < xPx.length; i++) {
      if (!marker.canMark(
          plan.mapX(xPx[i]),
          plan.mapY(yPx[i]),
          plan.prepared().widthPx(),
          plan.prepared().heightPx())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the border rule rejects a question of a sweep. A frame that cannot be prepared is not
   * rejected here: its question is asked, and fails with the reason.
   */
  public boolean isTooCloseToBorder(Intrinsics camera, double[] xPx, double[] yPx) {
    try {
      return !canAsk(plan(camera), xPx, yPx);
    } catch (ImageRejected e) {
      return false;
    }
  }

  /**
   * The reason why pixels of a frame cannot be asked about (the border rule, or an invalid camera),
   * or null if they can.
   */
  public Answer.Failed refusal(Intrinsics camera, double[] xPx, double[] yPx) {
    try {
      return canAsk(plan(camera), xPx, yPx)
          ? null
          : new Answer.Failed(BORDER, Answer.Retry.NEVER, "the marker would leave the image");
    } catch (ImageRejected e) {
      return new Answer.Failed(e.reason(), Answer.Retry.NEVER, e.detail());
    }
  }

  /** The painted marks of a question. */
  public Marks marks(FocalPlan plan, double[] xPx, double[] yPx) {
    return marks(shown(plan, xPx, yPx));
  }

  /**
   * The painted marks of a question.
   *
   * @param at the asked pixels in the shown picture
   */
  public Marks marks(List<Marks.Spot> at) {
    Marker marker = Markers.named(markerName);
    Marks marks = Marks.NONE;
    for (Marks.Spot spot : at) {
      marks = marks.and(marker.paint(spot.xPx(), spot.yPx()));
    }
    return marks;
  }

  /** The text of a question. */
  public String words(FocalPlan plan, double[] xPx, double[] yPx) {
    return words(shown(plan, xPx, yPx), plan.prepared().widthPx(), plan.prepared().heightPx());
  }

  /**
   * The text of a question.
   *
   * @param at the asked pixels in the shown picture
   * @param widthPx width of that picture
   * @param heightPx its height
   */
  public String words(List<Marks.Spot> at, int widthPx, int heightPx) {
    return prompt.render(
        task,
        new PromptValues(
            Markers.named(markerName).words(),
            at.stream().map(Marks.Spot::xPx).toList(),
            at.stream().map(Marks.Spot::yPx).toList(),
            widthPx,
            heightPx));
  }

  private static List<Marks.Spot> shown(FocalPlan plan, double[] xPx, double[] yPx) {
    List<Marks.Spot> spots = new ArrayList<>();
    for (int i = 0; i < xPx.length; i++) {
      spots.add(new Marks.Spot(plan.mapX(xPx[i]), plan.mapY(yPx[i])));
    }
    return spots;
  }
}
