package io.depthlm.common.metrics.maps;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whole maps with one fault at a time: the token peak finds squares of a token and nothing else.
 * The table of figures stands in docs/structure.md.
 */
class MapFaultTableTest {
  private static final int MAPS = 20;
  private static final int WIDTH = 128;
  private static final int HEIGHT = 64;
  private static final int TOKEN = 8;

  private enum Fault {
    NONE("none"),
    TOKENS("one answer for each square of 8 px"),
    BLURRED("edges blurred over 5 px"),
    QUANTISED("answers in steps of 10 cm"),
    COMPRESSED("far and near pushed together");

    private final String words;

    Fault(String words) {
      this.words = words;
    }
  }

  /** Boxes before a slanted wall, in ln m. */
  private static double[] scene(Random random) {
    double[] log = new double[WIDTH * HEIGHT];
    for (int i = 0; i < log.length; i++) {
      log[i] = Math.log(5 + 0.01 * (i % WIDTH));
    }
    for (int box = 0; box < 6; box++) {
      int left = random.nextInt(WIDTH - 20);
      int top = random.nextInt(HEIGHT - 20);
      double depth = Math.log(1 + 3 * random.nextDouble());
      int right = left + 10 + random.nextInt(40);
      for (int y = top; y < Math.min(HEIGHT, top + 30); y++) {
        Arrays.fill(log, y * WIDTH + left, y * WIDTH + Math.min(WIDTH, right), depth);
      }
    }
    return log;
  }

  private static double answer(double[] log, int x, int y, Fault fault) {
    double own = log[y * WIDTH + x];
    return switch (fault) {
      case NONE -> own;
      case TOKENS -> mean(log, x / TOKEN * TOKEN, x / TOKEN * TOKEN + TOKEN, y / TOKEN * TOKEN);
      case BLURRED -> mean(log, Math.max(0, x - 2), Math.min(WIDTH, x + 3), y);
      case QUANTISED -> Math.log(Math.rint(Math.exp(own) * 10) / 10);
      case COMPRESSED -> 0.5 * (own + 1);
    };
  }

  private static double mean(double[] log, int from, int to, int y) {
    return Arrays.stream(log, y * WIDTH + from, y * WIDTH + to).average().orElseThrow();
  }

  private static double peak(Fault fault) {
    Random random = new Random(18);
    double sum = 0;
    for (int map = 0; map < MAPS; map++) {
      double[] log = scene(random);
      double[] depthM = new double[log.length];
      for (int i = 0; i < log.length; i++) {
        double noise = 0.003 * random.nextGaussian();
        depthM[i] = Math.exp(answer(log, i % WIDTH, i / WIDTH, fault) + noise);
      }
      sum += TokenPeak.of(new DepthGrid(WIDTH, HEIGHT, depthM), TOKEN);
    }
    return sum / MAPS;
  }

  @Test
  void thePeakFindsTokensAndNothingElse() throws IOException {
    StringBuilder table = new StringBuilder("| fault | `map_token_peak` |\n|---|---:|\n");
    for (Fault fault : Fault.values()) {
      double peak = peak(fault);
      boolean own = fault == Fault.TOKENS;
      assertTrue(own ? peak > 1.5 : peak > 0.8 && peak < 1.2, fault + ": " + peak);
      table.append(
          String.format(
              Locale.ROOT, own ? "| %s | **%.3f** |%n" : "| %s | %.3f |%n", fault.words, peak));
    }
    String page = Files.readString(Path.of("../docs/structure.md"));
    assertTrue(page.contains(table), "docs/structure.md should have\n" + table);
  }
}
