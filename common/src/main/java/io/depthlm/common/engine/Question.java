package io.depthlm.common.engine;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.MarkedFrame;
import java.util.List;

/**
 * One question as a model sees it.
 *
 * @param queryId the question's id, for logs and errors only
 * @param text the words, without the model's chat template
 * @param frames the marked pictures, in the order in which the text mentions them; questions about
 *     one frame share its {@link io.depthlm.common.imaging.PreparedFrame} instance
 * @param camera the camera of the first frame's original image; null if it is unknown
 * @param pixels the asked pixels of that image, for engines that measure; empty if they are unknown
 */
public record Question(
    String queryId, String text, List<MarkedFrame> frames, Intrinsics camera, List<Pixel> pixels) {
  /** A question without camera and pixels as numbers. */
  public Question(String queryId, String text, List<MarkedFrame> frames) {
    this(queryId, text, frames, null, List.of());
  }
}
