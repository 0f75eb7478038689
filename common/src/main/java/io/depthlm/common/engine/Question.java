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
 * @param frames the marked pictures, in the order the words speak of them; questions on one frame
 *     share its {@link io.depthlm.common.imaging.PreparedFrame} instance
 * @param camera of the first frame's original image; null where nobody knows it
 * @param pixels the asked pixels of that image, for engines that measure; empty where nobody knows
 */
public record Question(
    String queryId, String text, List<MarkedFrame> frames, Intrinsics camera, List<Pixel> pixels) {
  /** A question in words and marks alone. */
  public Question(String queryId, String text, List<MarkedFrame> frames) {
    this(queryId, text, frames, null, List.of());
  }
}
