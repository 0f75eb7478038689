package io.depthlm.common.vlm.djl;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.task.ParsedAnswer;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Answers several inputs together: their questions go to the model in its own batches, and images
 * are decoded ahead. An input that cannot be read or answered does not affect the others.
 */
final class DepthBytesPredictor<I, O> extends Predictor<I, O> {
  private static final int IMAGES_AHEAD = 4;

  private final DepthModel model;
  private final DepthTranslator<I, O> translator;

  DepthBytesPredictor(DepthModel model, DepthTranslator<I, O> translator, Device device) {
    super(model, translator, device, false);
    this.model = model;
    this.translator = translator;
  }

  @Override
  public List<O> batchPredict(List<I> inputs) {
    List<RequestWork> works = inputs.stream().map(translator::read).toList();
    List<Asking> askings = new ArrayList<>();
    List<FrameWork> frames = new ArrayList<>();
    for (RequestWork work : works) {
      work.frame(askings).ifPresent(frames::add);
    }
    try (FramePipeline pipeline =
        new FramePipeline(askings, model.engine(), EngineSpec.Needs.PIXELS, IMAGES_AHEAD)) {
      Iterator<Outcome> outcomes = pipeline.run(frames.iterator());
      List<O> outputs = new ArrayList<>();
      for (RequestWork work : works) {
        outputs.add(translator.write(work, answers(work, outcomes)));
      }
      return outputs;
    } finally {
      // Keeps the model reachable: it must not be collected, and closed, before this line.
      Reference.reachabilityFence(model);
    }
  }

  /**
   * Outcomes come in the order of the points; points that are not asked are inserted at their
   * places.
   */
  private static List<DepthTranslator.PointAnswer> answers(
      RequestWork work, Iterator<Outcome> outcomes) {
    List<DepthTranslator.PointAnswer> answers = new ArrayList<>();
    for (RequestWork.Point point : work.points()) {
      if (point.failure() == null) {
        Outcome outcome = outcomes.next();
        answers.add(new DepthTranslator.PointAnswer(outcome.answer(), outcome.parsed()));
      } else {
        answers.add(new DepthTranslator.PointAnswer(point.failure(), ParsedAnswer.UNPARSED));
      }
    }
    return answers;
  }
}
