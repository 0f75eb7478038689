package io.depthlm.common.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.depthlm.common.config.EntryLoader;
import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.config.TrainLoader;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.CuratedFormat;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.settings.TextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged configuration files, lines of data sets and pictures. */
@Tag("fuzz")
class InputFuzzTest {
  private static final List<String> CONF_WORDS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "=",
          ":",
          ",",
          "+=",
          "${",
          "}",
          "${?x}",
          "${datasets}",
          "\"",
          "\"\"\"",
          "\n",
          "#",
          "//",
          "include \"tiny.conf\"\n",
          "include url(\"http://x\")",
          "null",
          "true",
          "-1",
          "1e999",
          "1e308",
          "99999999999999999999",
          "NaN",
          "\\u0000",
          "\\",
          "a.b.c",
          "like = ",
          "name = ",
          "uri = \"s3a://k:s@b\"",
          "secret_key = x",
          "[[[[",
          "{{{{",
          "\t",
          "\r",
          "é",
          "\u0000",
          "\uFEFF",
          "$",
          "%",
          "5 px",
          "focal_px",
          "models = [x]",
          "..");

  private static final List<String> LINE_WORDS =
      List.of(
          "null",
          "NaN",
          "Infinity",
          "-1",
          "1e308",
          "1e999",
          "\"\"",
          "\"../../etc/passwd\"",
          "\"/\"",
          "[]",
          "{}",
          "[[]]",
          ",",
          ":",
          "\"",
          "\\u0000",
          "\\ud800",
          "\\",
          "]",
          "[",
          "}",
          "{",
          "\"image\"",
          "\"depth\"",
          "\"intrinsics\"",
          "true",
          "99999999999999999999",
          "0",
          "\"a:b.png\"",
          "\"a\\nb.png\"",
          "\u0000",
          "é");

  @TempDir private Path temporary;

  @Test
  void configurationFiles() throws IOException {
    Path conf = Path.of("..", "conf");
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("sweeps", "train", "models", "prompts", "datasets")) {
      try (Stream<Path> all = Files.list(conf.resolve(folder))) {
        all.filter(file -> file.toString().endsWith(".conf")).sorted().forEach(files::add);
      }
    }
    Path folder = Files.createDirectories(temporary.resolve("conf"));
    Outcomes.of(
        "configuration file",
        e -> e instanceof UserError,
        seed -> {
          Mutator mutator = new Mutator(seed);
          Path file = mutator.oneOf(files);
          byte[] mutant =
              mutator.below(3) == 0
                  ? mutator.bytes(Files.readAllBytes(file))
                  : mutator.text(Files.readString(file), CONF_WORDS).getBytes(UTF_8);
          String kind = file.getParent().getFileName().toString();
          Path target = Files.createDirectories(folder.resolve(kind)).resolve("mutant.conf");
          Files.write(target, mutant);
          List<String> homes = List.of(folder.toString(), conf.toString());
          switch (kind) {
            case "sweeps" ->
                new SweepLoader(TextSource.local(), homes).load(target.toString(), List.of());
            case "train" ->
                new TrainLoader(TextSource.local(), homes).load(target.toString(), List.of());
            case "models" -> new EntryLoader(TextSource.local(), homes).model("mutant", List.of());
            default -> {
              Path sweep = Files.createDirectories(folder.resolve("sweeps")).resolve("s.conf");
              Files.writeString(
                  sweep,
                  "datasets = [%s]%nmodels = [constant-2m]%nprompts = [%s]%n"
                      .formatted(
                          kind.equals("datasets") ? "mutant" : "ibims1",
                          kind.equals("prompts") ? "mutant" : "default"));
              new SweepLoader(TextSource.local(), homes).load(sweep.toString(), List.of());
            }
          }
          return "loaded";
        });
  }

  /** What stands after {@code --set}. */
  @Test
  void overrides() {
    List<String> sound =
        List.of(
            "focal_px=[750]", "models=[constant-2m]", "prompt.text=\"how far?\"", "out=s3a://b/x");
    Outcomes.of(
        "--set",
        e -> e instanceof UserError,
        seed -> {
          Mutator mutator = new Mutator(seed);
          String override = mutator.text(mutator.oneOf(sound), CONF_WORDS);
          new SweepLoader(TextSource.local(), List.of("../conf"))
              .load("../conf/sweeps/ibims1-constant.conf", List.of(override));
          return "loaded";
        });
  }

  @Test
  void linesOfADataset() {
    String sound =
        "{\"image\": \"a/b.png\", \"intrinsics\": [560.5, 560, 320, 240, 640, 480],"
            + " \"pixel_coords\": [[10, 20], [30.5, 40]], \"depth\": [1.5, 2]}";
    Outcomes.of(
        "line",
        e -> false,
        seed -> {
          Mutator mutator = new Mutator(seed);
          String line =
              mutator.below(2) == 0 ? mutator.json(sound) : mutator.text(sound, LINE_WORDS);
          return new CuratedFormat().read(line).getClass().getSimpleName();
        });
  }

  @Test
  void pictures() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("src/test/resources/golden/imaging/zoo"))) {
      files = all.sorted().toList();
    }
    ImageLimits limits = new ImageLimits(1 << 20, 1_000_000, 4000);
    Outcomes.of(
        "picture",
        e -> e instanceof ImageRejected,
        seed -> {
          Mutator mutator = new Mutator(seed);
          byte[] mutant = mutator.bytes(Files.readAllBytes(mutator.oneOf(files)));
          ImageDecoder.decode(mutant, limits);
          return "decoded";
        });
  }
}
