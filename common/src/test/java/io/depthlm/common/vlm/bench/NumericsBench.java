package io.depthlm.common.vlm.bench;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.generate.GreedyDecoder;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The time of a question in f32, in bf16 and in f32 from weights kept in bf16, in turns, with
 * ratios turn by turn: the figures of {@code docs/numerics.md}, which has the command.
 *
 * <p>Arguments: folder, turns.
 */
public final class NumericsBench {
  private static final int WORDS = 12;

  private NumericsBench() {}

  /** Prints a table. */
  public static void main(String[] args) {
    TorchRuntime.start(Runtime.getRuntime().availableProcessors());
    Checkpoint checkpoint = Checkpoint.open(Path.of(args[0]));
    int turns = Integer.parseInt(args[1]);
    Map<String, Numerics> all = new LinkedHashMap<>();
    all.put("f32", Numerics.F32);
    all.put("bf16", Numerics.of(NumberType.BF16));
    all.put("f32, weights kept in bf16", new Numerics(NumberType.F32, NumberType.BF16));
    System.out.println("auto chooses " + Numerics.choose(null, checkpoint, DeviceSlot.CPU));
    Map<String, double[][]> times = new LinkedHashMap<>();
    Map<String, VlmNet> nets = new LinkedHashMap<>();
    all.forEach((name, n) -> nets.put(name, VlmNet.load(checkpoint, n, DeviceSlot.CPU)));
    for (int turn = -1; turn < turns; turn++) {
      for (Map.Entry<String, VlmNet> net : nets.entrySet()) {
        double[][] of = times.computeIfAbsent(net.getKey(), any -> new double[2][turns]);
        double first = seconds(net.getValue(), 1);
        double whole = seconds(net.getValue(), WORDS);
        if (turn >= 0) { // the first turn warms up
          of[0][turn] = first;
          of[1][turn] = (whole - first) / (WORDS - 1);
        }
      }
    }
    double[][] base = times.get("f32");
    times.forEach(
        (name, of) ->
            System.out.printf(
                Locale.ROOT,
                "%-26s question %8.1f ms (%s of f32)   further word %7.1f ms (%s of f32)%n",
                name,
                1e3 * median(of[0]),
                ratio(of[0], base[0]),
                1e3 * median(of[1]),
                ratio(of[1], base[1])));
    nets.values().forEach(VlmNet::close);
  }

  private static double seconds(VlmNet net, int words) {
    List<Prompt> prompts = GenerateBench.prompts(net, 1, new GridSize(20, 26), true);
    GreedyDecoder decoder = new GreedyDecoder(net, (said, count) -> false, null, words);
    long start = System.nanoTime();
    decoder.answer(prompts);
    return (System.nanoTime() - start) / 1e9;
  }

  private static String ratio(double[] of, double[] base) {
    double[] ratios = new double[of.length];
    for (int i = 0; i < of.length; i++) {
      ratios[i] = of[i] / base[i];
    }
    Arrays.sort(ratios);
    return "%.2f [%.2f, %.2f]".formatted(median(ratios), ratios[0], ratios[ratios.length - 1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
