package io.depthlm.common.vlm.bench;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.generate.GreedyDecoder;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.SharedPrefix;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.torch.TorchRuntime;
import io.depthlm.common.vlm.torch.Trace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the time of a model goes, by PyTorch's profiler: the operators of a batch of questions,
 * each with a picture of its own paint, and of questions that share a picture. Each part runs once
 * before it is measured. The figures are in {@code docs/performance.md}.
 *
 * <p>Arguments: folder, F32 or BF16, questions, patch rows, patch columns, answer words, own words
 * of a question that shares a picture.
 */
public final class OperatorProfile {
  private OperatorProfile() {}

  /** Prints a table for each part. */
  public static void main(String[] args) {
    TorchRuntime.start(Runtime.getRuntime().availableProcessors());
    Numerics numerics = Numerics.of(NumberType.valueOf(args[1]));
    int questions = Integer.parseInt(args[2]);
    GridSize grid = new GridSize(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    int words = Integer.parseInt(args[5]);
    try (VlmNet net = VlmNet.load(Checkpoint.open(Path.of(args[0])), numerics, DeviceSlot.CPU)) {
      GreedyDecoder one = new GreedyDecoder(net, (said, count) -> false, null, 1);
      GreedyDecoder all = new GreedyDecoder(net, (said, count) -> false, null, words);
      List<Prompt> painted = GenerateBench.prompts(net, questions, grid, true);
      System.out.printf("%d image tokens%n", net.imageTokens(grid));
      print("painted, to the first word", questions, () -> one.answer(painted));
      print("painted, all words", questions, () -> all.answer(painted));
      Prompt first = painted.get(0);
      int own = Integer.parseInt(args[6]);
      int[] ids = Arrays.copyOf(first.ids(), first.ids().length - 40);
      PatchedImage whole = new PatchedImage(grid, first.images().get(0).base());
      Prompt begun = new Prompt(ids, List.of(whole));
      List<Prompt> branches = painted.stream().map(prompt -> branch(begun, prompt, own)).toList();
      print("shared beginning", questions, () -> net.share(begun).close());
      try (SharedPrefix prefix = net.share(begun)) {
        print("branches, all words", questions, () -> all.answer(branches, prefix, () -> {}));
      }
    }
  }

  /** The beginning with the last words of another prompt. */
  private static Prompt branch(Prompt begun, Prompt prompt, int own) {
    int[] ids = Arrays.copyOf(begun.ids(), begun.ids().length + own);
    System.arraycopy(prompt.ids(), prompt.ids().length - own, ids, begun.ids().length, own);
    return new Prompt(ids, begun.images());
  }

  private static void print(String part, int questions, Runnable work) {
    work.run();
    long start = System.nanoTime();
    work.run();
    double millis = (System.nanoTime() - start) / 1e6;
    Trace trace = Trace.of(work);
    Map<String, Double> byName = new TreeMap<>();
    trace.operators().forEach(op -> byName.merge(op.name(), op.micros() / 1e3, Double::sum));
    double sum = byName.values().stream().mapToDouble(d -> d).sum();
    System.out.printf(
        "%n%s: %.1f ms a question, %d operators of %.1f ms in all%n",
        part, millis / questions, trace.operators().size(), sum / questions);
    byName.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(9)
        .forEach(op -> System.out.printf("%5.1f%% %s%n", 100 * op.getValue() / sum, op.getKey()));
  }
}
