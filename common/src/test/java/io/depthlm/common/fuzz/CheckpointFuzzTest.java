package io.depthlm.common.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.inspect.CheckpointInspection;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged checkpoint folders: each is told as one fault, or it can be run and answers. A folder
 * that is said to run is run.
 */
@Tag("fuzz")
class CheckpointFuzzTest {
  private static final List<String> TEMPLATE_WORDS =
      List.of(
          "{%",
          "%}",
          "{{",
          "}}",
          "{#",
          "#}",
          "{% for a in range(9999) %}",
          "{% endfor %}",
          "{% if x %}",
          "{% endif %}",
          "|",
          "|join(",
          "|replace('a','b')",
          "|tojson",
          ".items()",
          "[0]",
          "[-1]",
          "[99]",
          "[1:]",
          "(",
          ")",
          "~",
          "+",
          "* 99999999",
          "** 9",
          "//",
          "%",
          "'",
          "\"",
          "not ",
          " is ",
          "defined",
          "namespace(x=1)",
          "{% set x = x ~ x %}",
          "loop.",
          "raise_exception('no')",
          "messages",
          "{% macro m() %}",
          "{% endmacro %}",
          "m()",
          "\\",
          "\u0000",
          "1e999",
          "-",
          "range(-1)",
          "{%-",
          "-%}",
          "{% raw %}",
          "{% break %}",
          ".__class__",
          ".getClass()",
          "|map(attribute='role')|list",
          "|sort",
          "|default(none)");

  @TempDir private static Path temporary;
  private static List<Path> sound;

  @BeforeAll
  static void soundFolders() throws IOException {
    sound = List.of(temporary.resolve("qwen"), temporary.resolve("pixtral"));
    new RandomCheckpoint(
            Shapes.of(Family.labelled("qwen2_5_vl").orElseThrow(), "tiny"),
            NumberType.F32,
            1,
            1L << 30)
        .write(sound.get(0));
    new RandomCheckpoint(
            Shapes.of(Family.labelled("pixtral").orElseThrow(), "tiny"),
            NumberType.F32,
            1,
            1L << 30)
        .write(sound.get(1));
  }

  @Test
  void tokenizers() {
    mutants("tokenizer.json", (mutator, text) -> mutator.json(text));
  }

  @Test
  void chatTemplates() {
    mutants("chat_template.jinja", (mutator, text) -> mutator.text(text, TEMPLATE_WORDS));
  }

  @Test
  void configurations() {
    mutants("config.json", (mutator, text) -> mutator.json(text));
  }

  @Test
  void otherFiles() {
    for (String file : List.of("preprocessor_config.json", "generation_config.json")) {
      mutants(file, (mutator, text) -> mutator.json(text));
    }
  }

  @Test
  void safetensorsHeaders() {
    Outcomes.of(
        "safetensors header",
        CheckpointFuzzTest::isKnown,
        seed -> {
          Mutator mutator = new Mutator(seed);
          Path folder = copy(mutator.oneOf(sound));
          Path file = folder.resolve("model.safetensors");
          byte[] bytes = Files.readAllBytes(file);
          int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
          byte[] header = mutator.json(new String(bytes, 8, length, UTF_8)).getBytes(UTF_8);
          if (mutator.below(4) == 0) {
            header = mutator.bytes(header);
          }
          long told = mutator.below(8) == 0 ? header.length + mutator.below(9) - 4L : header.length;
          ByteBuffer mutant =
              ByteBuffer.allocate(8 + header.length + bytes.length - 8 - length)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(told)
                  .put(header)
                  .put(bytes, 8 + length, bytes.length - 8 - length);
          Files.write(file, mutant.array());
          return outcome(folder);
        });
  }

  /** Files missing, cut, exchanged, made folders, damaged in their bytes. */
  @Test
  void folders() {
    Outcomes.of(
        "checkpoint folder",
        CheckpointFuzzTest::isKnown,
        seed -> {
          Mutator mutator = new Mutator(seed);
          Path folder = copy(mutator.oneOf(sound));
          List<Path> files;
          try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
          }
          Path file = mutator.oneOf(files);
          switch (mutator.below(5)) {
            case 0 -> Files.delete(file);
            case 1 -> {
              Files.delete(file);
              Files.createDirectory(file);
            }
            case 2 -> Files.write(file, Files.readAllBytes(mutator.oneOf(files)));
            default -> Files.write(file, mutator.bytes(Files.readAllBytes(file)));
          }
          return outcome(folder);
        });
  }

  private interface Mutation {
    String of(Mutator mutator, String text);
  }

  private static void mutants(String name, Mutation mutation) {
    Outcomes.of(
        name,
        CheckpointFuzzTest::isKnown,
        seed -> {
          Mutator mutator = new Mutator(seed);
          Path folder = copy(mutator.oneOf(sound));
          Path file = folder.resolve(name);
          if (!Files.exists(file)) {
            return "absent";
          }
          Files.writeString(file, mutation.of(mutator, Files.readString(file)));
          return outcome(folder);
        });
  }

  private static boolean isKnown(Throwable e) {
    return e instanceof EngineException;
  }

  /**
   * What inspecting the folder says, and, where it says that the folder runs, what running does.
   */
  private static String outcome(Path folder) {
    CheckpointInspection inspection = CheckpointInspection.of(folder);
    if (!inspection.canBeRun()) {
      return "refused";
    }
    VlmSpec spec =
        new VlmSpec(
            folder.toString(),
            "f",
            NumberChoice.AUTO,
            SystemPrompt.TEMPLATE,
            new VlmSpec.Decoding(4, List.of(), null),
            2,
            4096);
    try (DepthEngine engine = spec.open(DeviceSlot.CPU)) {
      Answer answer = engine.answer(List.of(question())).get(0);
      return answer instanceof Answer.Failed failed ? failed.errorCode() : "answered";
    }
  }

  private static Question question() {
    PreparedFrame frame =
        new PreparedFrame(
            new RgbImage(64, 48, new byte[3 * 64 * 48]), new Intrinsics(60, 60, 32, 24, 64, 48));
    Marks marks = Markers.named("red_arrow").paint(20, 20);
    return new Question("q", "How far is it?", List.of(new MarkedFrame(frame, marks)));
  }

  private static Path copy(Path folder) throws IOException {
    Path copy = temporary.resolve("mutant");
    if (Files.exists(copy)) {
      try (Stream<Path> files = Files.walk(copy)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectory(copy);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }
}
