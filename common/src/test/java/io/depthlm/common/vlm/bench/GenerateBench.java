package io.depthlm.common.vlm.bench;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.generate.Generated;
import io.depthlm.common.vlm.generate.GreedyDecoder;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Noise;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.qwen2_5.QwenFamily;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Our half of {@code bench/vlm/side_by_side.py}, which starts it and takes turns with it: loads a
 * checkpoint, says {@code loaded MILLISECONDS}, then answers one batch for each line it reads and
 * says {@code WALL_MS PROCESSOR_MS WORD,WORD,…;WORD,…}.
 *
 * <p>Arguments: folder, F32 or BF16, questions, patch rows, patch columns, answer words, "one" (all
 * questions on one frame, two patches of each repainted) or "each" (a frame each).
 */
public final class GenerateBench {
  private GenerateBench() {}

  /** Runs until its input ends. */
  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    TorchRuntime.start(Runtime.getRuntime().availableProcessors());
    VlmNet net =
        VlmNet.load(
            Checkpoint.open(Path.of(args[0])),
            Numerics.of(NumberType.valueOf(args[1])),
            DeviceSlot.CPU);
    List<Prompt> prompts =
        prompts(
            net,
            Integer.parseInt(args[2]),
            new GridSize(Integer.parseInt(args[3]), Integer.parseInt(args[4])),
            args[6].equals("one"));
    GreedyDecoder decoder =
        new GreedyDecoder(net, (words, count) -> false, null, Integer.parseInt(args[5]));
    System.out.println("loaded " + (System.nanoTime() - start) / 1_000_000);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      long from = System.nanoTime();
      long cpu = processorNanos();
      List<Generated> answers = decoder.answer(prompts);
      long nanos = System.nanoTime() - from;
      cpu = processorNanos() - cpu;
      StringBuilder words = new StringBuilder();
      for (Generated answer : answers) {
        words.append(Arrays.toString(answer.words()).replaceAll("[\\[\\] ]", "")).append(';');
      }
      System.out.println(nanos / 1e6 + " " + cpu / 1e6 + " " + words);
    }
    net.close();
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** 20 words, the image, 40 words; the words differ by question, all prompts have one length. */
  static List<Prompt> prompts(VlmNet net, int questions, GridSize grid, boolean oneFrame) {
    boolean qwen = net.config().family() instanceof QwenFamily;
    int patch = qwen ? 3 * 2 * 14 * 14 : 3 * 16 * 16;
    List<Prompt> prompts = new ArrayList<>();
    float[] frame = null;
    for (int q = 0; q < questions; q++) {
      List<Integer> ids = new ArrayList<>();
      words(ids, "before" + q, 20);
      for (int i = 0; i < net.imageTokens(grid); i++) {
        ids.add(net.config().imageTokenId());
        if (!qwen && i % grid.columns() == grid.columns() - 1) {
          ids.add(12);
        }
      }
      words(ids, "after" + q, 40);
      if (frame == null || !oneFrame) {
        frame = Noise.of("pixels" + q, grid.patches() * patch, 0, 1.8);
      }
      int[] changed = oneFrame ? new int[] {40 * q + 1, 40 * q + 2} : new int[0];
      float[] changes = Noise.of("changes" + q, changed.length * patch, 0, 1.8);
      prompts.add(
          new Prompt(
              ids.stream().mapToInt(i -> i).toArray(),
              List.of(new PatchedImage(grid, frame, changed, changes))));
    }
    return prompts;
  }

  private static void words(List<Integer> ids, String name, int n) {
    for (float f : Noise.of(name, n, 0.5, 0.5)) {
      ids.add(20 + (int) (f * 30000));
    }
  }
}
