package io.depthlm.jobs.bench;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.synth.RenderedFrame;
import io.depthlm.common.synth.SceneGenerator;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthSplit;
import io.depthlm.common.vlm.VlmEngine;
import io.depthlm.jobs.spark.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures the time of a question about a picture that many questions share, against the same
 * questions with the picture read for each. Both are the engine's whole way from a prepared picture
 * to answers, in turns; a turn before them warms up and is not counted.
 */
public final class ShareBench {
  private final ShareRequest request;

  /** A bench of one model. */
  public ShareBench(ShareRequest request) {
    this.request = request;
  }

  /** Times of one row by turn, seconds a question. */
  private static final class Times {
    final List<Double> shared = new ArrayList<>();
    final List<Double> apart = new ArrayList<>();
    int asked;
    int same;
  }

  /** Runs all parts. */
  public ShareResult run(Progress progress) {
    int most = request.questionsPerPicture().stream().mapToInt(n -> n).max().orElseThrow();
    RenderedFrame picture = picture();
    Map<String, Times> times = new HashMap<>();
    int parts = request.ways().size() * request.questionsPerPicture().size();
    try (DepthEngine opened = request.engine().open(request.engine().place(DeviceSlot.CPU))) {
      if (!(opened instanceof VlmEngine engine)) {
        throw new UserError(
            request.modelName() + " reads no picture in this process",
            "only models of the engine vlm share a picture");
      }
      Map<String, List<Question>> questions = new HashMap<>();
      for (ShareRequest.Way way : request.ways()) {
        questions.put(way.pointing(), questions(way.asking(), picture, most));
      }
      for (int turn = 0; turn <= request.repeats(); turn++) {
        int part = 0;
        for (ShareRequest.Way way : request.ways()) {
          Map<Integer, Turn> apart = new HashMap<>();
          for (int n : request.questionsPerPicture()) {
            progress.update(
                "parts", (long) turn * parts + part++, (request.repeats() + 1L) * parts);
            Times of = times.computeIfAbsent(way.pointing() + " " + n, key -> new Times());
            turn(engine, questions.get(way.pointing()).subList(0, n), apart, of, turn > 0);
          }
        }
      }
      return result(engine.computesIn(), times);
    }
  }

  /** The answers and a question's time. */
  private record Turn(List<Answer> answers, double secondsEach) {}

  private static void turn(
      VlmEngine engine,
      List<Question> questions,
      Map<Integer, Turn> apart,
      Times times,
      boolean counts) {
    long start = System.nanoTime();
    List<Answer> answers = answered(engine.answer(questions));
    double shared = (System.nanoTime() - start) / 1e9 / questions.size();
    // More than the full batches that run at once tell nothing more about a question on its own.
    int asked = Math.min(questions.size(), engine.batchSize() * engine.batchesAtOnce());
    Turn alone =
        apart.computeIfAbsent(
            asked,
            n -> {
              long from = System.nanoTime();
              List<Answer> each = answered(engine.answerApart(questions.subList(0, n)));
              return new Turn(each, (System.nanoTime() - from) / 1e9 / n);
            });
    if (counts) {
      times.shared.add(shared);
      times.apart.add(alone.secondsEach());
      times.asked = asked;
      times.same = 0;
      for (int i = 0; i < asked; i++) {
        times.same += text(answers.get(i)).equals(text(alone.answers().get(i))) ? 1 : 0;
      }
    }
  }

  private static List<Answer> answered(List<Answer> answers) {
    for (Answer answer : answers) {
      if (!(answer instanceof Answer.Said)) {
        throw new UserError(
            "a question failed: the model cannot be measured: " + answer,
            "see it with depthlm ask");
      }
    }
    return answers;
  }

  private static String text(Answer answer) {
    return ((Answer.Said) answer).text();
  }

  private ShareResult result(String computedIn, Map<String, Times> times) {
    List<ShareResult.Row> rows = new ArrayList<>();
    for (ShareRequest.Way way : request.ways()) {
      for (int n : request.questionsPerPicture()) {
        Times of = times.get(way.pointing() + " " + n);
        double[] ratios = new double[of.shared.size()];
        for (int i = 0; i < ratios.length; i++) {
          ratios[i] = of.apart.get(i) / of.shared.get(i);
        }
        rows.add(
            new ShareResult.Row(
                way.pointing(),
                way.asking().markerName(),
                way.prompt(),
                n,
                ms(of.shared),
                of.asked,
                ms(of.apart),
                Spread.of(ratios),
                of.same));
      }
    }
    return new ShareResult(computedIn, rows);
  }

  private static Spread ms(List<Double> seconds) {
    return Spread.of(seconds.stream().mapToDouble(s -> 1e3 * s).toArray());
  }

  private static RenderedFrame picture() {
    return new SceneGenerator(
            SynthSettings.of(1, 5)
                .withSplit(SynthSplit.EVAL)
                .withFocal(BenchQuestions.SYNTH_FOCAL_PX, BenchQuestions.SYNTH_FOCAL_PX))
        .frame(0);
  }

  /** Questions about pixels of the picture that a marker can show, in no order. */
  private static List<Question> questions(Asking asking, RenderedFrame picture, int count) {
    byte[] file = PngEncoder.encode(picture.image());
    FrameWork.Frame frame =
        new FrameWork.Frame("bench", picture.depth().camera(), null, () -> file);
    FocalPlan plan = asking.plan(frame.camera());
    Random random = new Random(1);
    List<FrameWork.Ask> asks = new ArrayList<>();
    for (int tried = 0; asks.size() < count; tried++) {
      if (tried > 100 * count) {
        throw new UserError("not one question can be asked", "choose another --focal");
      }
      double[] x = {random.nextInt(frame.camera().widthPx())};
      double[] y = {random.nextInt(frame.camera().heightPx())};
      if (asking.canAsk(plan, x, y)) {
        asks.add(new FrameWork.Ask(0, Integer.toString(asks.size()), 0, x, y));
      }
    }
    return PreparedQuestions.of(asking, List.of(new FrameWork(List.of(frame), asks)));
  }
}
