package io.depthlm.common.engine.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.Ids;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FramePipelineTest {
  private static final Intrinsics CAMERA = new Intrinsics(50, 50, 24, 16, 48, 32);

  private final AtomicInteger reads = new AtomicInteger();

  private static Asking asking(double focalPx) {
    return new Asking(
        TaskSpec.of(TaskKind.DISTANCE),
        new PromptTemplate("how far is {x} {y}?", TaskKind.DISTANCE),
        "red_arrow",
        FocalSetting.official(focalPx),
        ImageLimits.DEFAULT);
  }

  private static byte[] png(int seed) throws IOException {
    BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int i = 0; i < 48 * 32; i++) {
      image.setRGB(i % 48, i / 48, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** A frame with questions; each asking has {@code points} of them. */
  private FrameWork frame(String id, byte[] bytes, int askings, int points) {
    return frame(id, Ids.sha256Hex(bytes), () -> bytes, askings, points);
  }

  private FrameWork frame(
      String id, String sha256, FrameWork.ImageBytes bytes, int askings, int points) {
    List<FrameWork.Ask> asks = new ArrayList<>();
    for (int a = 0; a < askings; a++) {
      for (int p = 0; p < points; p++) {
        asks.add(
            new FrameWork.Ask(
                a, id + "/" + a + "/" + p, 0, new double[] {10 + p % 20}, new double[] {16}));
      }
    }
    FrameWork.ImageBytes counted =
        () -> {
          reads.incrementAndGet();
          return bytes.read();
        };
    return new FrameWork(List.of(new FrameWork.Frame(id, CAMERA, sha256, counted)), asks);
  }

  /** Answers one question with what it is told. */
  private record Engine(
      int batchSize, int lanes, Function<List<Question>, List<Answer>> says, Grouping grouping)
      implements DepthEngine {
    Engine(int batchSize, int lanes, Function<List<Question>, List<Answer>> says) {
      this(batchSize, lanes, says, Grouping.QUESTIONS);
    }

    @Override
    public List<Answer> answer(List<Question> questions) {
      return says.apply(questions);
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {}
  }

  private static Answer said(String text) {
    return new Answer.Said(text, null, 0, 0, 1);
  }

  private static Engine echo(int batchSize, int lanes) {
    return new Engine(
        batchSize, lanes, qs -> qs.stream().map(q -> said("<answer> 2 </answer>")).toList());
  }

  private static List<Outcome> run(DepthEngine engine, List<Asking> askings, List<FrameWork> work) {
    List<Outcome> outcomes = new ArrayList<>();
    try (FramePipeline pipeline = new FramePipeline(askings, engine, EngineSpec.Needs.PIXELS, 3)) {
      pipeline.run(work.iterator()).forEachRemaining(outcomes::add);
    }
    return outcomes;
  }

  private static Answer.Failed failed(Outcome outcome) {
    return assertInstanceOf(Answer.Failed.class, outcome.answer());
  }

  @Test
  void unevenFramesComeOutInOrderAndWholeWhateverTheBatches() throws IOException {
    List<FrameWork> work = new ArrayList<>();
    int[] points = {1, 17, 0, 3, 40, 1, 1, 25};
    for (int f = 0; f < points.length; f++) {
      work.add(frame("f" + f, png(f), 2, points[f]));
    }
    List<String> expected =
        work.stream().flatMap(w -> w.asks().stream()).map(FrameWork.Ask::queryId).toList();
    for (int lanes : new int[] {1, 3}) {
      for (int batch : new int[] {1, 7, 64}) {
        reads.set(0);
        List<Outcome> outcomes =
            run(echo(batch, lanes), List.of(asking(50), asking(80)), List.copyOf(work));
        assertEquals(expected, outcomes.stream().map(o -> o.ask().queryId()).toList());
        outcomes.forEach(o -> assertEquals(2.0, o.parsed().value()));
        assertEquals(7, reads.get(), "one read a frame that has questions");
      }
    }
  }

  @Test
  void noBatchIsLargerThanTheEngineWantsAndAnswersMeetTheirQuestions() throws IOException {
    AtomicInteger largest = new AtomicInteger();
    Engine engine =
        new Engine(
            8,
            2,
            qs -> {
              largest.accumulateAndGet(qs.size(), Math::max);
              return qs.stream().map(q -> said(q.queryId())).toList();
            });
    List<FrameWork> work =
        IntStream.range(0, 6).mapToObj(f -> frame("f" + f, bytes(f), 1, 5)).toList();
    for (Outcome outcome : run(engine, List.of(asking(50)), work)) {
      assertEquals(outcome.ask().queryId(), ((Answer.Said) outcome.answer()).text());
    }
    assertEquals(8, largest.get());
  }

  @Test
  void questionsAboutAPictureAsItIsGoTogetherBeyondTheBatch() {
    for (String marker : List.of("text", "red_dot")) {
      List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
      DepthEngine engine = new Sharing(3, 20, sizes);
      Asking marked = asking(50);
      Asking asking =
          new Asking(marked.task(), marked.prompt(), marker, marked.focal(), marked.limits());
      List<FrameWork> work =
          IntStream.of(5, 30, 2).mapToObj(n -> frame("f" + n, bytes(n), 1, n)).toList();
      run(engine, List.of(asking), work);
      // The first batch ends with its picture, a larger one where it is full.
      List<Integer> want =
          marker.equals("text")
              ? List.of(5, 20, 10, 2)
              : List.of(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1);
      assertEquals(want, sizes, marker);
    }
  }

  private record Sharing(int batchSize, int sharedBatchSize, List<Integer> sizes)
      implements DepthEngine {
    @Override
    public List<Answer> answer(List<Question> questions) {
      sizes.add(questions.size());
      return questions.stream().map(q -> said(q.queryId())).toList();
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {}
  }

  /** One pass a frame: all its questions come together, with their pixels and camera as numbers. */
  @Test
  void anEngineThatAnswersByFramesGetsWholeFrames() {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    Engine measures =
        new Engine(
            2,
            1,
            qs -> {
              sizes.add(qs.size());
              return qs.stream()
                  .map(
                      q ->
                          (Answer)
                              new Answer.Measured(
                                  q.pixels().get(0).xPx() + q.camera().widthPx(),
                                  MeasuredKind.Z,
                                  null,
                                  qs.size()))
                  .toList();
            },
            DepthEngine.Grouping.FRAMES);
    List<FrameWork> work = List.of(frame("a", bytes(1), 1, 5), frame("b", bytes(2), 1, 1));
    List<Outcome> outcomes = run(measures, List.of(asking(50)), work);
    assertEquals(List.of(5, 1), sizes);
    assertEquals(6, outcomes.size());
    double z = 10 + CAMERA.widthPx();
    assertEquals(
        CAMERA.convert(z, LabelKind.Z, LabelKind.RADIAL, 10, 16), outcomes.get(0).parsed().value());
  }

  private static byte[] bytes(int seed) {
    try {
      return png(seed);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void brokenImagesCostTheirOwnQuestionsAndOneReadEach() {
    byte[] good = bytes(1);
    byte[] cut = Arrays.copyOf(good, good.length / 2);
    List<FrameWork> work =
        List.of(
            frame("good", good, 2, 2),
            frame(
                "missing",
                "0",
                () -> {
                  throw new FileNotFoundException("/nowhere.png");
                },
                2,
                2),
            frame(
                "denied",
                "0",
                () -> {
                  throw new IOException("denied");
                },
                2,
                2),
            frame("changed", Ids.sha256Hex(new byte[0]), () -> good, 2, 2),
            frame("cut", cut, 2, 2),
            frame("too deep", "0", () -> deeper(0), 2, 2),
            frame(
                "too much",
                "0",
                () -> {
                  throw new OutOfMemoryError("Java heap space");
                },
                2,
                2),
            frame("last", bytes(2), 2, 2));
    List<String> ends =
        run(echo(3, 1), List.of(asking(50), asking(80)), work).stream()
            .map(
                o ->
                    o.frameId()
                        + (o.answer() instanceof Answer.Failed f
                            ? " " + f.errorCode() + " " + f.retriable()
                            : " ok"))
            .toList();
    List<String> expected = new ArrayList<>();
    for (String end :
        List.of(
            "good ok",
            "missing image_missing LATER",
            "denied image_unreadable LATER",
            "changed image_changed NEVER",
            "cut image_unreadable NEVER",
            "too deep image_unreadable NEVER",
            "too much image_unreadable LATER",
            "last ok")) {
      expected.addAll(List.of(end, end, end, end));
    }
    assertEquals(expected, ends);
    assertEquals(8, reads.get());
  }

  @SuppressWarnings("InfiniteRecursion")
  private static byte[] deeper(int level) {
    return deeper(level + 1);
  }

  @Test
  void anEngineThatThrowsFailsItsBatchOnly() {
    AtomicInteger calls = new AtomicInteger();
    Engine engine =
        new Engine(
            4,
            1,
            qs ->
                switch (calls.getAndIncrement()) {
                  case 1 -> throw new EngineException("out_of_memory", "too much", null);
                  case 2 -> throw new IllegalStateException("a fault");
                  case 3 -> List.of(said("one answer to four questions"));
                  default -> qs.stream().map(q -> said("<answer> 2 </answer>")).toList();
                });
    List<Outcome> outcomes = run(engine, List.of(asking(50)), List.of(frame("f", bytes(1), 1, 20)));
    assertEquals(20, outcomes.size());
    for (int i = 0; i < 20; i++) {
      Outcome outcome = outcomes.get(i);
      switch (i / 4) {
        case 1 ->
            assertEquals(
                new Answer.Failed("out_of_memory", Answer.Retry.LATER, "too much"),
                failed(outcome));
        case 2 -> assertEquals("engine_error", failed(outcome).errorCode());
        case 3 ->
            assertTrue(
                failed(outcome).detail().contains("1 answers to 4 questions"),
                failed(outcome).detail());
        default -> assertEquals(2.0, outcome.parsed().value());
      }
    }
  }

  @Test
  void framesAreReadNoFurtherAheadThanAllowed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Engine waiting =
        new Engine(
            1,
            1,
            qs -> {
              await(go);
              return qs.stream().map(q -> said("1")).toList();
            });
    List<FrameWork> work =
        IntStream.range(0, 40).mapToObj(f -> frame("f" + f, bytes(f), 1, 1)).toList();
    try (FramePipeline pipeline =
        new FramePipeline(List.of(asking(50)), waiting, EngineSpec.Needs.PIXELS, 3)) {
      Iterator<Outcome> outcomes = pipeline.run(work.iterator());
      Thread consumer = new Thread(() -> assertTrue(outcomes.hasNext()));
      consumer.start();
      Thread.sleep(300);
      // three ahead, and those of the two batches that are taken from them
      assertTrue(reads.get() <= 3 + 2, "read " + reads.get());
      go.countDown();
      consumer.join();
      int n = 0;
      for (; outcomes.hasNext(); n++) {
        outcomes.next();
      }
      assertEquals(40, n);
    }
  }

  @Test
  void noCallIsUnderWayOnceItIsClosed() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    AtomicBoolean inCall = new AtomicBoolean();
    Engine slow =
        new Engine(
            1,
            1,
            qs -> {
              inCall.set(true);
              called.countDown();
              long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
              while (System.nanoTime() < until) {
                Thread.onSpinWait(); // native code does not heed interrupts
              }
              inCall.set(false);
              return List.of(said("1"));
            });
    FramePipeline pipeline =
        new FramePipeline(List.of(asking(50)), slow, EngineSpec.Needs.PIXELS, 1);
    Iterator<Outcome> outcomes = pipeline.run(List.of(frame("f", bytes(1), 1, 1)).iterator());
    Thread consumer = new Thread(() -> assertTrue(outcomes.hasNext()));
    consumer.start();
    called.await();
    pipeline.close();
    assertFalse(inCall.get());
    consumer.join();
  }

  @Test
  void anEngineOfWordsReadsNoImage() {
    List<Outcome> outcomes = new ArrayList<>();
    try (FramePipeline pipeline =
        new FramePipeline(List.of(asking(50)), echo(4, 1), EngineSpec.Needs.WORDS, 2)) {
      pipeline.run(List.of(frame("f", bytes(1), 1, 5)).iterator()).forEachRemaining(outcomes::add);
    }
    assertEquals(5, outcomes.size());
    assertEquals(0, reads.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
