package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.jobs.spark.Durations;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final PrintStream raw = new PrintStream(terminal, true, StandardCharsets.UTF_8);
  private final ProgressLine line = new ProgressLine(raw);
  private final AtomicLong nowMs = new AtomicLong(1_000_000);

  private ConsoleProgress on(ProgressLine line) {
    return new ConsoleProgress(
        new PrintWriter(raw, true, StandardCharsets.UTF_8), line, nowMs::get);
  }

  private String shown() {
    return terminal.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plainLinesComeEveryTenSecondsWithRateAndTimeLeft() {
    ConsoleProgress progress = on(null);
    progress.say("predict: 10,000 questions");
    progress.update("predictions", 1000, 10_000);
    nowMs.addAndGet(9_000);
    progress.update("predictions", 1900, 10_000);
    nowMs.addAndGet(1_000);
    progress.update("predictions", 2000, 10_000);
    nowMs.addAndGet(1_000);
    progress.update("predictions", 10_000, 10_000);
    assertEquals(
        """
        predict: 10,000 questions
          2,000 of 10,000 predictions, 100/s, 80 s left
          10,000 of 10,000 predictions, 818/s
        """,
        shown());
  }

  @Test
  void aTerminalLineRewritesItself() {
    ConsoleProgress progress = on(line);
    progress.update("frames", 1, -1);
    nowMs.addAndGet(500);
    progress.update("frames", 3, -1);
    progress.update("frames", 4, -1);
    progress.say("done");
    String first = "  1 frames";
    String second = "  3 frames, 4.0/s";
    assertEquals(first + wiped(first) + second + wiped(second) + "done\n", shown());
  }

  /** Results, messages and log lines of other threads never follow half a line of progress. */
  @Test
  void otherOutputWipesTheLineFirst() {
    ConsoleProgress progress = on(line);
    PrintStream out = line.before(raw);
    progress.update("questions of the picture", 1, 10);
    out.println("picture: depth.png");
    out.println("next");
    String drawn = "  1 of 10 questions of the picture";
    assertEquals(drawn + wiped(drawn) + "picture: depth.png\nnext\n", shown());
  }

  private static String wiped(String line) {
    return "\r" + " ".repeat(line.length()) + "\r";
  }

  @Test
  void durationsAsPeopleSayThem() {
    assertEquals("8 s", Durations.text(8.4));
    assertEquals("3 min", Durations.text(170));
    assertEquals("2 h 05 min", Durations.text(7500));
  }
}
