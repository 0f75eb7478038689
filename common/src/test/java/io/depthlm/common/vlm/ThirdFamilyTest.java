package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.engine.Question;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.family.ThirdFamily;
import io.depthlm.common.vlm.inspect.CheckpointInspection;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A family is its own classes and one line of the registry: a third one is written, inspected and
 * asked in a process whose registry has that line.
 */
class ThirdFamilyTest {
  @TempDir Path temporary;

  @Test
  void oneLineOfTheRegistryMakesAFamily() throws Exception {
    Path services = Files.createDirectories(temporary.resolve("registry/META-INF/services"));
    Files.writeString(services.resolve(Family.class.getName()), ThirdFamily.class.getName() + "\n");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-Dai.djl.offline=true");
    command.add("-cp");
    command.add(
        temporary.resolve("registry") + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(Asking.class.getName());
    command.add(temporary.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("out").toFile())
            .start();
    int code = process.waitFor();
    List<String> said = Files.readAllLines(temporary.resolve("out"), StandardCharsets.UTF_8);
    assertEquals(0, code, said.toString());
    List<String> lines = said.stream().filter(line -> line.startsWith("=")).toList();
    assertEquals(3, lines.size(), said.toString());
    assertEquals("=true third (ThirdForConditionalGeneration)", lines.get(0));
    // Same weights, same question, another norm.
    assertNotEquals(lines.get(1), lines.get(2));
  }

  /** Runs in a process of its own. */
  public static final class Asking {
    private Asking() {}

    /**
     * @param arguments a folder to write to
     */
    public static void main(String[] arguments) throws IOException {
      Path root = Path.of(arguments[0]);
      Path third = root.resolve("third");
      write("third", third);
      CheckpointInspection inspection = CheckpointInspection.of(third);
      System.out.println("=" + inspection.canBeRun() + " " + inspection.facts().get(1).value());
      System.out.println("=" + asked(third));
      // Under Pixtral's name the same weights are Pixtral.
      Path config = third.resolve("config.json");
      Files.writeString(
          config,
          Files.readString(config)
              .replace("ThirdForConditionalGeneration", "LlavaForConditionalGeneration"));
      System.out.println("=" + asked(third));
    }

    private static void write(String label, Path folder) throws IOException {
      Family family = Family.labelled(label).orElseThrow();
      new RandomCheckpoint(Shapes.of(family, "tiny"), NumberType.F32, 1, 1L << 40).write(folder);
    }

    private static double asked(Path folder) {
      Question question =
          new Question(
              "q",
              "How far?",
              List.of(TinyCheckpoints.marked(TinyCheckpoints.picture(96, 64), 30, 30)));
      try (DepthEngine engine = TinyCheckpoints.spec(folder, 1, null).open(DeviceSlot.CPU)) {
        Answer.Said said = (Answer.Said) engine.answer(List.of(question)).get(0);
        return Math.log(said.confidence());
      }
    }
  }
}
