package io.depthlm.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code .ci/guards/list}: every expression still takes something out of its file. That a test then
 * fails is what {@code .ci/guards/remove.sh} shows, which takes an hour.
 */
class GuardListTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void everyExpressionChangesItsFile() throws IOException, InterruptedException {
    List<String> dead = new ArrayList<>();
    int guards = 0;
    for (String line : Files.readAllLines(ROOT.resolve(".ci/guards/list"))) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      guards++;
      String[] fields = line.split("(?<!\\\\)\\|");
      Path file = ROOT.resolve(fields[1].trim());
      if (!Files.exists(file) || Files.readString(file).equals(without(file, fields[2].trim()))) {
        dead.add(fields[0].trim());
      }
    }
    assertTrue(guards > 20, "found " + guards);
    assertEquals(List.of(), dead);
  }

  private static String without(Path file, String expression)
      throws IOException, InterruptedException {
    Process perl =
        new ProcessBuilder("perl", "-0pe", expression, file.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(perl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, perl.waitFor(), text);
    return text;
  }
}
