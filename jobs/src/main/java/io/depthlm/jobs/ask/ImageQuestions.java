package io.depthlm.jobs.ask;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.common.vlm.VlmEngine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * An engine and the form of the questions that it is asked about pixels. Closing it frees the
 * model.
 */
public final class ImageQuestions implements AutoCloseable {
  private final EngineSpec spec;
  private final Asking asking;
  private final DepthEngine engine;

  private ImageQuestions(EngineSpec spec, Asking asking, DepthEngine engine) {
    this.spec = spec;
    this.asking = asking;
    this.engine = engine;
  }

  /**
   * Loads the engine.
   *
   * @param asking of a task about one pixel's depth
   * @throws UserError if it cannot be loaded
   */
  public static ImageQuestions open(EngineSpec spec, Asking asking) {
    if (asking.task().kind().depthKind().isEmpty()) {
      throw new IllegalArgumentException("not about one pixel: " + asking.task());
    }
    try {
      return new ImageQuestions(spec, asking, spec.open(spec.place(DeviceSlot.CPU)));
    } catch (EngineException e) {
      String[] lines = e.getMessage().split("\n\\s*", 2);
      throw new UserError(lines[0], lines.length > 1 ? lines[1] : "error code " + e.errorCode(), e);
    }
  }

  /** Where the engine runs. */
  public String device() {
    return engine.device();
  }

  /**
   * Side, in pixels of the resized image, of the squares that the marker {@code token} can
   * distinguish.
   *
   * @throws UserError if the model reads no image tokens in this process
   */
  public int tokenPx() {
    if (engine instanceof VlmEngine vlm) {
      return vlm.tokenPx();
    }
    throw new UserError("this model shows no image tokens", "choose another marker");
  }

  /**
   * The geometry of the image at the focal length of the questions.
   *
   * @throws UserError if the image cannot be decoded or prepared so
   */
  public FocalPlan plan(ImageFile image) {
    try {
      return asking.plan(image.camera());
    } catch (ImageRejected e) {
      throw new UserError(
          image.uri() + ": " + e.detail(), "check --intrinsics, or choose another --focal", e);
    }
  }

  /** Whether a pixel can be marked: it does not lie in the border of the image. */
  public boolean canAsk(FocalPlan plan, Pixel at) {
    return asking.canAsk(plan, new double[] {at.xPx()}, new double[] {at.yPx()});
  }

  /**
   * Asks about pixels of an image, which is decoded and prepared once.
   *
   * @param pixels whole or fractional, inside the image
   * @param answered told how many have been answered so far
   * @return one answer for each, in order
   * @throws UserError if the image cannot be decoded or prepared
   */
  public List<PointAnswer> ask(ImageFile image, List<Pixel> pixels, IntConsumer answered) {
    image.decoded(); // a broken picture is one error and no answer
    FocalPlan plan = plan(image);
    List<FrameWork.Ask> asks = new ArrayList<>();
    for (int i = 0; i < pixels.size(); i++) {
      double[] x = {pixels.get(i).xPx()};
      double[] y = {pixels.get(i).yPx()};
      if (asking.canAsk(plan, x, y)) {
        asks.add(new FrameWork.Ask(0, Integer.toString(i), 0, x, y));
      }
    }
    PointAnswer[] answers = new PointAnswer[pixels.size()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = new PointAnswer(pixels.get(i), null, null, 0);
    }
    FrameWork.Frame frame = new FrameWork.Frame(image.uri(), image.camera(), null, image::bytes);
    try (FramePipeline pipeline = new FramePipeline(List.of(asking), engine, spec.needs(), 1)) {
      Iterator<Outcome> outcomes =
          pipeline.run(List.of(new FrameWork(List.of(frame), asks)).iterator());
      int done = 0;
      while (!asks.isEmpty() && outcomes.hasNext()) {
        Outcome outcome = outcomes.next();
        int at = Integer.parseInt(outcome.ask().queryId());
        answers[at] = answer(pixels.get(at), outcome, image.camera());
        answered.accept(++done);
      }
    }
    return List.of(answers);
  }

  private PointAnswer answer(Pixel at, Outcome outcome, Intrinsics camera) {
    PointAnswer.Depth depth = null;
    if (!(outcome.answer() instanceof Answer.Failed)
        && outcome.parsed().status() == ParseStatus.OK
        && outcome.parsed().value() > 0) {
      double distanceM = asking.task().distanceM(outcome.parsed().value());
      LabelKind kind = asking.task().kind().depthKind().orElseThrow();
      depth =
          new PointAnswer.Depth(
              camera.convert(distanceM, kind, LabelKind.Z, at.xPx(), at.yPx()),
              camera.convert(distanceM, kind, LabelKind.RADIAL, at.xPx(), at.yPx()));
    }
    return new PointAnswer(at, outcome.answer(), depth, outcome.latencyMs());
  }

  @Override
  public void close() {
    engine.close();
  }
}
