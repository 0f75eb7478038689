package io.depthlm.common.vlm.djl;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.imaging.ImageRejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The work of one request.
 *
 * @param asking how its questions are asked; unused if none can be
 * @param picture null if none of its points can be asked
 * @param points in the order of the request; an invalid request has one, with its failure
 * @param fault the error of an invalid request, or null
 */
record RequestWork(
    Asking asking, FrameWork.Frame picture, List<Point> points, Answer.Failed fault) {
  /**
   * A pixel.
   *
   * @param failure the reason why it is not asked about, or null
   */
  record Point(double xPx, double yPx, Answer.Failed failure) {}

  /** The pixels of a request on its image. */
  static RequestWork of(DepthRequest request, Asking asking) {
    FrameWork.Frame picture;
    try {
      picture = FrameWork.Frame.of(request.image(), request.intrinsics(), asking.limits());
    } catch (ImageRejected e) {
      Answer.Failed failure = new Answer.Failed(e.reason(), Answer.Retry.NEVER, e.detail());
      return new RequestWork(
          asking,
          null,
          request.pointsPx().stream().map(p -> new Point(p[0], p[1], failure)).toList(),
          null);
    }
    List<Point> points = new ArrayList<>();
    for (double[] p : request.pointsPx()) {
      points.add(
          new Point(
              p[0],
              p[1],
              asking.refusal(picture.camera(), new double[] {p[0]}, new double[] {p[1]})));
    }
    return new RequestWork(asking, picture, points, null);
  }

  /** An invalid request: one failure. */
  static RequestWork none(String code, String detail) {
    Answer.Failed fault = new Answer.Failed(code, Answer.Retry.NEVER, detail);
    return new RequestWork(null, null, List.of(new Point(0, 0, fault)), fault);
  }

  /**
   * The points that can be asked about, for the pipeline.
   *
   * @param askings the list of the pipeline; this request's is added if it is missing
   */
  Optional<FrameWork> frame(List<Asking> askings) {
    if (points.stream().allMatch(p -> p.failure() != null)) {
      return Optional.empty();
    }
    if (!askings.contains(asking)) {
      askings.add(asking);
    }
    int index = askings.indexOf(asking);
    List<FrameWork.Ask> asks =
        points.stream()
            .filter(p -> p.failure() == null)
            .map(
                p ->
                    new FrameWork.Ask(
                        index, "point", 0, new double[] {p.xPx()}, new double[] {p.yPx()}))
            .toList();
    return Optional.of(new FrameWork(List.of(picture), asks));
  }
}
