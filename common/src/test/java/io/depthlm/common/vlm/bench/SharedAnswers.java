package io.depthlm.common.vlm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.ModelConfig;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.LocalModelFolder;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.VlmEngine;
import io.depthlm.common.vlm.VlmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Asks every labelled pixel of curated frames twice, with the picture shared and with the picture
 * read for each question, and counts the answers that are the same to the letter, and those that
 * are the answers in f32: the figures of {@code docs/performance.md}, which has the command.
 *
 * <p>Arguments: an entry of {@code conf/models} whose folder is below the present one, the folder
 * of the frames, the number format to compute in, and one or more of MARKER=PROMPT.
 */
public final class SharedAnswers {
  private SharedAnswers() {}

  /** Prints one line for each marker. */
  public static void main(String[] args) throws IOException {
    EntryLoader entries = ShippedConf.entries();
    ModelConfig model = entries.model(args[0], List.of());
    try (VlmEngine engine = open(entries, args[0], args[2]);
        VlmEngine reference = open(entries, args[0], "f32")) {
      for (String way : List.of(args).subList(3, args.length)) {
        String marker = way.substring(0, way.indexOf('='));
        Asking asking =
            new Asking(
                TaskSpec.of(TaskKind.DISTANCE),
                entries.prompt(way.substring(marker.length() + 1), TaskKind.DISTANCE).of(marker),
                marker,
                FocalSetting.official(model.recommendedFocalPx()),
                ImageLimits.DEFAULT);
        Path frames = Path.of(args[1]);
        Map<String, String> shared = ask(asking, work(frames, asking), engine::answer);
        Map<String, String> apart = ask(asking, work(frames, asking), engine::answerApart);
        Map<String, String> wide = ask(asking, work(frames, asking), reference::answerApart);
        System.out.printf(
            "%s: %,d of %,d answers are the same (%s); as in f32: shared %,d, separate %,d%n",
            marker,
            same(shared, apart),
            apart.size(),
            engine.computesIn(),
            same(shared, wide),
            same(apart, wide));
      }
    }
  }

  private static VlmEngine open(EntryLoader entries, String name, String dtype) {
    VlmSettings settings = (VlmSettings) entries.model(name, List.of("dtype=" + dtype)).engine();
    EngineSpec spec = settings.spec(settings.uri(), new LocalModelFolder(Path.of(settings.uri())));
    return (VlmEngine) spec.open(DeviceSlot.CPU);
  }

  private static long same(Map<String, String> answers, Map<String, String> others) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getValue().equals(others.get(answer.getKey())))
        .count();
  }

  /** All labelled pixels that the marker can show. */
  private static List<FrameWork> work(Path folder, Asking asking) throws IOException {
    List<FrameWork> work = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        JsonNode node = json.readTree(line);
        double[] camera = new double[4];
        for (int i = 0; i < 4; i++) {
          camera[i] = node.get("intrinsics").get(i).asDouble();
        }
        byte[] image = Files.readAllBytes(folder.resolve(node.get("image").asText()));
        FrameWork.Frame frame = FrameWork.Frame.of(image, camera, ImageLimits.DEFAULT);
        List<FrameWork.Ask> asks = new ArrayList<>();
        for (JsonNode point : node.get("pixel_coords")) {
          double[] x = {point.get(0).asDouble()};
          double[] y = {point.get(1).asDouble()};
          if (asking.canAsk(asking.plan(frame.camera()), x, y)) {
            String id = node.get("image").asText() + " " + asks.size();
            asks.add(new FrameWork.Ask(0, id, 0, x, y));
          }
        }
        work.add(new FrameWork(List.of(frame), asks));
      }
    }
    return work;
  }

  private static Map<String, String> ask(
      Asking asking, List<FrameWork> work, Function<List<Question>, List<Answer>> how) {
    Map<String, String> texts = new TreeMap<>();
    try (FramePipeline pipeline =
        new FramePipeline(List.of(asking), new Engine(how), EngineSpec.Needs.PIXELS, 2)) {
      for (var outcomes = pipeline.run(work.iterator()); outcomes.hasNext(); ) {
        Outcome outcome = outcomes.next();
        texts.put(outcome.ask().queryId(), ((Answer.Said) outcome.answer()).text());
      }
    }
    return texts;
  }

  /** Answers in one of the two ways. */
  private record Engine(Function<List<Question>, List<Answer>> how) implements DepthEngine {
    @Override
    public List<Answer> answer(List<Question> questions) {
      return how.apply(questions);
    }

    @Override
    public int batchSize() {
      return 64;
    }

    @Override
    public int sharedBatchSize() {
      return 1024;
    }

    @Override
    public String device() {
      return "cpu";
    }

    @Override
    public void close() {}
  }
}
