package io.depthlm.jobs.bench;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Measures the time of a question about a picture that many questions share, against the same
 * questions with the picture read for each. Both are the engine's whole way from prepared pictures
 * to answers, in turns; a turn before them warms up and is not counted. Where the engine runs
 * several batches at once, it is asked about as many pictures at once, as a sweep does.
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
    Map<String, Times> times = new HashMap<>();
    int parts = request.ways().size() * request.questionsPerPicture().size();
    try (DepthEngine opened = request.engine().open(request.engine().place(DeviceSlot.CPU))) {
      if (!(opened instanceof VlmEngine engine)) {
        throw new UserError(
            request.modelName() + " reads no picture in this process",
            "only models of the engine vlm share a picture");
      }
      Map<String, List<List<Question>>> questions = new HashMap<>();
      for (ShareRequest.Way way : request.ways()) {
        List<List<Question>> ofPictures = new ArrayList<>();
        for (int i = 0; i < engine.batchesAtOnce(); i++) {
          ofPictures.add(questions(way.asking(), picture(i), most));
        }
        questions.put(way.pointing(), ofPictures);
      }
      for (int turn = 0; turn <= request.repeats(); turn++) {
        int part = 0;
        for (ShareRequest.Way way : request.ways()) {
          Map<Integer, Turn> apart = new HashMap<>();
          for (int n : request.questionsPerPicture()) {
            progress.update(
                "parts", (long) turn * parts + part++, (request.repeats() + 1L) * parts);
            Times of = times.computeIfAbsent(way.pointing() + " " + n, key -> new Times());
            turn(engine, first(n, questions.get(way.pointing())), apart, of, turn > 0);
          }
        }
      }
      return result(engine, times);
    }
  }

  /** The answers by picture and a question's time. */
  private record Turn(List<List<Answer>> answers, double secondsEach) {
    /** Asks about each picture by a caller of its own, all at once. */
    static Turn of(List<List<Question>> ofPictures, Function<List<Question>, List<Answer>> engine) {
      ExecutorService callers =
          Executors.newFixedThreadPool(ofPictures.size(), new DaemonThreads("bench"));
      try {
        long start = System.nanoTime();
        List<CompletableFuture<List<Answer>>> asked =
            ofPictures.stream()
                .map(of -> CompletableFuture.supplyAsync(() -> engine.apply(of), callers))
                .toList();
        List<List<Answer>> answers = asked.stream().map(CompletableFuture::join).toList();
        int questions = ofPictures.size() * ofPictures.get(0).size();
        double secondsEach = (System.nanoTime() - start) / 1e9 / questions;
        return new Turn(answers.stream().map(ShareBench::answered).toList(), secondsEach);
      } catch (CompletionException e) {
        throw e.getCause() instanceof EngineException known ? known : e;
      } finally {
        callers.shutdown();
      }
    }

    List<String> texts(int ofPicture) {
      return answers.stream()
          .flatMap(of -> of.subList(0, ofPicture).stream())
          .map(answer -> ((Answer.Said) answer).text())
          .toList();
    }
  }

  private static void turn(
      VlmEngine engine,
      List<List<Question>> questions,
      Map<Integer, Turn> apart,
      Times times,
      boolean counts) {
    Turn shared = Turn.of(questions, engine::answer);
    // More than a full batch tells nothing more about a question on its own.
    int asked = Math.min(questions.get(0).size(), engine.batchSize());
    Turn alone =
        apart.computeIfAbsent(asked, n -> Turn.of(first(n, questions), engine::answerApart));
    if (counts) {
      times.shared.add(shared.secondsEach());
      times.apart.add(alone.secondsEach());
      List<String> said = alone.texts(asked);
      times.asked = said.size();
      List<String> other = shared.texts(asked);
      times.same =
          (int)
              IntStream.range(0, said.size()).filter(i -> said.get(i).equals(other.get(i))).count();
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

  private ShareResult result(VlmEngine engine, Map<String, Times> times) {
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
    return new ShareResult(engine.computesIn(), engine.batchesAtOnce(), rows);
  }

  private static Spread ms(List<Double> seconds) {
    return Spread.of(seconds.stream().mapToDouble(s -> 1e3 * s).toArray());
  }

  private static List<List<Question>> first(int n, List<List<Question>> ofPictures) {
    return ofPictures.stream().map(of -> of.subList(0, n)).toList();
  }

  private static RenderedFrame picture(int number) {
    return new SceneGenerator(
            SynthSettings.of(number + 1, 5)
                .withSplit(SynthSplit.EVAL)
                .withFocal(BenchQuestions.SYNTH_FOCAL_PX, BenchQuestions.SYNTH_FOCAL_PX))
        .frame(number);
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
