package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.synth.DepthMapFormat;
import io.depthlm.common.synth.Fidelity;
import io.depthlm.common.synth.LabelPattern;
import io.depthlm.common.synth.LocalTarget;
import io.depthlm.common.synth.SceneKind;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthSplit;
import io.depthlm.common.synth.SynthWriter;
import io.depthlm.jobs.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynthCommandTest {
  @TempDir Path dir;

  @BeforeAll
  static void session() {
    TestSpark.session();
  }

  private static String[] words(String line) {
    return Cli.shellWords(line);
  }

  @Test
  void writesWhatThePlainWriterWrites() throws IOException {
    Path out = dir.resolve("scenes");
    Cli.Run run =
        Cli.run(
            words(
                "synth --frames 23 --seed 5 --split eval --scenes street --frames-per-scene 3"
                    + " --size 64x48 --focal 30,90 --points 7 --label-kind z"
                    + " --labels half_boundary --fast --dense --out "
                    + out));
    assertEquals(0, run.code(), run.err());
    assertTrue(
        run.out().startsWith("synth: 23 frames with 161 z labels in file:" + out), run.out());
    assertTrue(run.out().contains("--input " + out + " --label-kind z"), run.out());
    Path plain = dir.resolve("plain");
    SynthWriter.write(
        SynthSettings.of(23, 5)
            .withSplit(SynthSplit.EVAL)
            .withScenes(3, List.of(SceneKind.STREET))
            .withSize(64, 48)
            .withFocal(30, 90)
            .withLabels(7, LabelKind.Z, LabelPattern.HALF_BOUNDARY)
            .withOutput(Fidelity.FAST, DepthMapFormat.PNG_MM),
        new LocalTarget(plain));
    List<Path> files = files(plain);
    assertEquals(2 * 23 + 2, files.size());
    assertEquals(files, files(out));
    for (Path file : files) {
      assertArrayEquals(
          Files.readAllBytes(plain.resolve(file)), Files.readAllBytes(out.resolve(file)));
    }
  }

  @Test
  void aFolderThatHoldsFramesIsLeftAlone() throws IOException {
    Files.writeString(dir.resolve("frames-00000.jsonl"), "mine");
    Cli.Run run = Cli.run(words("synth --frames 1 --seed 1 --size 32x32 --out " + dir));
    assertEquals(2, run.code());
    assertTrue(run.err().contains("holds frames already (frames-00000.jsonl)"), run.err());
    assertEquals(1, files(dir).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--frames 0 | 2 | synth: frames = 0",
        "--size 640 | 2 | --size 640 is no picture size",
        "--size 8x8 | 2 | synth: picture size = 8 x 8",
        "--focal 400 | 2 | --focal has 1 numbers",
        "--focal 900,400 | 2 | synth: focal lengths = 900.0 to 400.0 px",
        "--points 0 | 2 | synth: points per frame = 0",
        "--split both | 1 | Invalid value for option '--split'",
        "--out nope://x/y | 2 | cannot use the path 'nope://x/y'",
      })
  void optionsOutOfRangeAreTold(String option, int code, String told) throws IOException {
    String line = "synth --frames 1 --seed 1 --out " + dir.resolve("o");
    String name = option.split(" ")[0];
    String without = line.replaceFirst(name + " \\S+", "").strip();
    Cli.Run run = Cli.run(words(without + " " + option));
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().startsWith("depthlm: " + told), run.err());
    assertEquals(List.of(), files(dir));
  }

  private static List<Path> files(Path under) throws IOException {
    try (Stream<Path> walk = Files.walk(under)) {
      return walk.filter(Files::isRegularFile).map(under::relativize).sorted().toList();
    }
  }
}
