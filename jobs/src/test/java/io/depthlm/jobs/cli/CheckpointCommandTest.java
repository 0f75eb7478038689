package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.MirrorFileSystem;
import io.depthlm.jobs.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointCommandTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "qwen2_5_vl, f32, '248,032', '992,128'",
    "qwen3_vl, bf16, '369,376', '738,752'",
    "pixtral, bf16, '308,960', '617,920'"
  })
  void whatRandomWritesInspectKnows(String family, String dtype, String parameters, String bytes) {
    Path out = dir.resolve("model");
    Cli.Run random =
        Cli.run(
            Cli.shellWords(
                "checkpoint random --family %s --size tiny --dtype %s --out %s"
                    .formatted(family, dtype, out)));
    assertEquals(0, random.code(), random.err());
    assertTrue(
        random
            .out()
            .startsWith(
                "checkpoint: %s tiny, %s parameters, %s bytes of weights in %s"
                    .formatted(family, parameters, bytes, out)),
        random.out());
    Cli.Run inspect = Cli.run("checkpoint", "inspect", out.toString());
    assertEquals(0, inspect.code(), inspect.err());
    assertTrue(inspect.out().contains("family       " + family), inspect.out());
    assertTrue(inspect.out().contains("parameters   " + parameters), inspect.out());
    assertTrue(inspect.out().matches("(?s).*fingerprint  [0-9a-f]{32}\n.*"), inspect.out());
    assertTrue(inspect.out().endsWith("can be run   yes\n"), inspect.out());
  }

  /** No file can have such a name, and not every library says so in an exception of its own. */
  @Test
  void aNulInANameIsOneError() {
    Cli.Run inspect = Cli.run("checkpoint", "inspect", "x\0y");
    assertEquals(2, inspect.code(), inspect.err());
    assertTrue(
        inspect.err().startsWith("depthlm: the name 'x?y' has a NUL character in it"),
        inspect.err());
  }

  @Test
  void aDepthNetworkIsWrittenAndInspected() {
    Path out = dir.resolve("network");
    Cli.Run random =
        Cli.run(
            Cli.shellWords("checkpoint random --family depth_anything --size tiny --out " + out));
    assertEquals(0, random.code(), random.err());
    assertTrue(
        random.out().startsWith("checkpoint: depth_anything tiny, 508,785 parameters"),
        random.out());
    Cli.Run inspect = Cli.run("checkpoint", "inspect", out.toString());
    assertEquals(0, inspect.code(), inspect.err());
    assertTrue(
        inspect.out().contains("DepthAnythingForDepthEstimation), for engine = dense"),
        inspect.out());
    assertTrue(inspect.out().endsWith("can be run   yes\n"), inspect.out());
    Cli.Run layers =
        Cli.run(
            Cli.shellWords(
                "checkpoint random --family depth_anything --size tiny --layers 2 --out "
                    + dir.resolve("other")));
    assertEquals(2, layers.code());
    assertTrue(layers.err().contains("do not apply to depth_anything"), layers.err());
  }

  @Test
  void aFolderElsewhereIsWrittenAndInspected() throws IOException {
    MirrorFileSystem.register(TestSpark.session().sparkContext().hadoopConfiguration());
    String out = "mirror:" + dir.resolve("model");
    Cli.Run random =
        Cli.run(
            Cli.shellWords(
                "checkpoint random --family pixtral --size tiny --layers 2 --shard-mb 1 --out "
                    + out));
    assertEquals(0, random.code(), random.err());
    Cli.Run far = Cli.run("checkpoint", "inspect", out);
    Cli.Run near = Cli.run("checkpoint", "inspect", dir.resolve("model").toString());
    assertEquals(0, far.code(), far.err());
    assertTrue(far.out().contains("decoder      2 layers"), far.out());
    assertEquals(near.out().replace(dir.resolve("model").toString(), out), far.out());
    Cli.Run again =
        Cli.run(Cli.shellWords("checkpoint random --family pixtral --size tiny --out " + out));
    assertEquals(2, again.code());
    assertTrue(again.err().contains(out + " is not empty"), again.err());
    Cli.Run absent = Cli.run("checkpoint", "inspect", out + "/absent");
    assertEquals(2, absent.code());
    assertTrue(absent.err().startsWith("depthlm: no checkpoint folder mirror:"), absent.err());
  }

  @Test
  void whyItCannotBeRunIsSaid() throws IOException {
    Cli.Run absent = Cli.run("checkpoint", "inspect", dir.resolve("absent").toString());
    assertEquals(2, absent.code());
    assertTrue(
        absent.out().contains("can be run   no: no checkpoint folder " + dir.resolve("absent")),
        absent.out());
    Path model = dir.resolve("model");
    Cli.run(Cli.shellWords("checkpoint random --family pixtral --size tiny --out " + model));
    Files.delete(model.resolve("tokenizer.json"));
    Cli.Run mute = Cli.run("checkpoint", "inspect", model.toString());
    assertEquals(2, mute.code());
    assertTrue(mute.out().contains("can be run   no: no tokenizer.json in"), mute.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--family llama --size tiny | 2 | --family llama is unknown",
        "--family pixtral --size 3b | 2 | no size '3b' of pixtral",
        "--family pixtral --size tiny --dtype f16 | 2 | --dtype f16 is unknown",
        "--family pixtral --size tiny --layers 0 | 2 | --layers 0 is out of range",
        "--family pixtral --size tiny --shard-mb 0 | 2 | --shard-mb 0 holds nothing",
        "--size tiny | 1 | Missing required option: '--family=FAMILY'",
      })
  void optionsOutOfRangeAreTold(String options, int code, String told) {
    Cli.Run run =
        Cli.run(Cli.shellWords("checkpoint random " + options + " --out " + dir.resolve("o")));
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().startsWith("depthlm: " + told), run.err());
    assertTrue(Files.notExists(dir.resolve("o")));
  }

  @Test
  void withoutASubcommandTheChoicesAreNamed() {
    Cli.Run run = Cli.run("checkpoint");
    assertEquals(1, run.code());
    assertTrue(run.err().startsWith("depthlm: checkpoint needs one of random, inspect"), run.err());
  }
}
