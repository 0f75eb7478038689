package io.depthlm.common.vlm.bench;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.model.Noise;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long an engine takes to load a checkpoint and to answer questions about a 640 x 480 frame,
 * and how much memory that needs. Arguments: folder, AUTO, F32 or BF16, questions in a batch,
 * rounds, most answer tokens.
 */
public final class EngineBench {
  private EngineBench() {}

  /** Prints one line for the load and one for each round. */
  public static void main(String[] args) throws IOException {
    int questions = Integer.parseInt(args[2]);
    VlmSpec spec =
        new VlmSpec(
            args[0],
            "bench",
            NumberChoice.valueOf(args[1]),
            SystemPrompt.TEMPLATE,
            new VlmSpec.Decoding(Integer.parseInt(args[4]), List.of("</answer>"), null),
            questions,
            1 << 20);
    long start = System.nanoTime();
    try (DepthEngine engine = spec.open(DeviceSlot.CPU)) {
      System.out.printf("loaded in %.1f s; %s%n", seconds(start), memory());
      for (int round = 0; round < Integer.parseInt(args[3]); round++) {
        long from = System.nanoTime();
        long cpu = processorNanos();
        List<Answer> answers = engine.answer(ask(questions, round));
        Answer.Said said = (Answer.Said) answers.get(0);
        System.out.printf(
            "%d questions of %d tokens, %d answer tokens: %.1f s, processor %.1f s; %s%n",
            questions,
            said.promptTokens(),
            said.answerTokens(),
            seconds(from),
            (processorNanos() - cpu) / 1e9,
            memory());
      }
    }
  }

  private static List<Question> ask(int questions, int round) {
    float[] noise = Noise.of("frame" + round, 3 * 640 * 480, 128, 127);
    byte[] rgb = new byte[noise.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) noise[i];
    }
    PreparedFrame frame =
        new PreparedFrame(
            new RgbImage(640, 480, rgb), new Intrinsics(500, 500, 320, 240, 640, 480));
    List<Question> asked = new ArrayList<>();
    for (int q = 0; q < questions; q++) {
      MarkedFrame marked =
          new MarkedFrame(frame, Markers.named(Markers.OFFICIAL).paint(60 + 64 * (q % 8), 240));
      asked.add(
          new Question("q" + q, "How far is the point under the red arrow?", List.of(marked)));
    }
    return asked;
  }

  private static String memory() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM") || line.startsWith("RssAnon") || line.startsWith("RssFile")) {
        String[] parts = line.split("\\s+");
        text.append("%s %.2f GiB ".formatted(parts[0], Long.parseLong(parts[1]) / 1048576.0));
      }
    }
    return text.toString().strip();
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double seconds(long from) {
    return (System.nanoTime() - from) / 1e9;
  }
}
