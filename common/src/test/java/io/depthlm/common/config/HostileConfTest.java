package io.depthlm.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.settings.KeyValueFile;
import io.depthlm.common.settings.TextSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files that are damaged, or that take all time or memory. */
class HostileConfTest {
  private static final String SMALL = "datasets = [d]\nmodels = [two]\n";

  @TempDir private Path home;
  private Path file;

  @BeforeEach
  void shippedEntries() throws IOException {
    for (String folder : List.of("sweeps", "models", "prompts", "datasets")) {
      Files.createDirectories(home.resolve("conf").resolve(folder));
    }
    file = home.resolve("conf/sweeps/s.conf");
    Files.writeString(home.resolve("conf/models/two.conf"), "engine = constant\ndepth_m = 2.0\n");
    Files.writeString(home.resolve("conf/models/three.conf"), "engine = constant\ndepth_m = 3.0\n");
    Files.writeString(
        home.resolve("conf/prompts/default.conf"),
        "distance { marker = \"How far?\", coordinates = \"At {x}?\" }\n");
  }

  /** Each names the line of the bracket, not that where the parser gave up. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select {\\n points_per_frame = 3\\n# }\\n|3: the '{' here is never closed|missing '}'",
        "focal_px = [750,\\n1000\\n|3: the '[' here is never closed|missing ']'",
        "focal_px = [750, 1000}\\n|3: the '}' does not match the '[' of line 3|missing ']'",
        "}\\n|3: the '}' here closes no bracket|remove it",
        "compare_as = \"z\\n|3: the '\"' here is not closed on its line|missing '\"'",
        "select { a = \"}\" // }\\n|3: the '{' here is never closed|missing '}'",
      })
  void aMissingBracketIsToldWithItsLine(String text, String what, String remedy) {
    String message = error(SMALL + text.replace("\\n", "\n"));
    assertTrue(message.startsWith(file + ":" + what), message);
    assertTrue(message.lines().skip(1).findFirst().orElse("").contains(remedy), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a=", "a {", "[{a=["})
  void nestedBracketsAreOneError(String open) {
    String close = open.replace('[', ']').replace('{', '}').replaceAll("[a= ]", "");
    String text = "x = [" + open.repeat(20_000) + close.repeat(20_000) + "]";
    assertTrue(error(text).startsWith(file + ":1: brackets are nested more than 64 deep"));
    assertTrue(error(SMALL, "x=" + open.repeat(20_000) + close.repeat(20_000)).startsWith("--set"));
  }

  @Test
  void whatIsNoFileIsOneError() {
    for (String uri : List.of("/dev/zero", "a\u0000b", home.toString(), "")) {
      UserError e =
          assertThrows(
              UserError.class, () -> KeyValueFile.read(TextSource.local(), uri, "spark."), uri);
      assertTrue(e.getMessage().startsWith(uri + " cannot be read: "), e.getMessage());
    }
  }

  @Test
  void deepKeysAreOneError() {
    assertOneError("a" + ".a".repeat(200_000) + " = 1");
    assertOneError("a = ${a" + ".a".repeat(200_000) + "}");
  }

  /** One kilobyte, and a thousand million values once its references are filled in. */
  @ParameterizedTest
  @ValueSource(strings = {"[", "{"})
  void referencesThatMultiplyAreOneError(String open) {
    StringBuilder bomb = new StringBuilder("a0 = [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a").append(i).append(" = ").append(open);
      for (int j = 0; j < 10; j++) {
        String key = open.equals("[") ? "" : "k" + j + " = ";
        bomb.append(key).append("${a").append(i - 1).append("}, ");
      }
      bomb.append(open.equals("[") ? "]\n" : "}\n");
    }
    assertTrue(bomb.length() < 1400);
    assertTrue(error(bomb.toString()).contains("with its ${references} filled in it has more"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a = ${a} ${a}\n", "a = ${a}${a}${a}\n", "a = [${a}, ${a}]\n"})
  void aKeyThatDoublesItselfIsOneError(String line) {
    assertTrue(error("a = x\n" + line.repeat(60)).contains("with its ${references} filled in"));
  }

  @Test
  void aLongChainOfReferencesIsOneError() {
    StringBuilder chain = new StringBuilder("a0 = 1\n");
    for (int i = 1; i < 10_000; i++) {
      chain.append("a%d = ${a%d}%n".formatted(i, i - 1));
    }
    assertOneError(chain.toString());
  }

  /** The parser puts them together in a time that grows with their square. */
  @Test
  void aKeyOfManyPiecesIsOneError() {
    assertTrue(error("a += 1\n".repeat(20_000)).contains("it has more than 1,000 references"));
    assertTrue(error("a = ${?a}1\n".repeat(20_000)).contains("it has more than 1,000 references"));
  }

  @Test
  void referencesOfOrdinaryUseStillWork() throws IOException {
    write("f = 750\nfocal_px = [${f}]\nfocal_px = ${focal_px} [1000]\n" + SMALL);
    UserError unknown = assertThrows(UserError.class, () -> load());
    assertTrue(unknown.getMessage().contains("f is not a known key"), unknown.getMessage());
    write("focal_px = [750]\nfocal_px += 1000\nevaluate.seed = ${seed}\n" + SMALL);
    assertTrue(
        assertThrows(UserError.class, () -> load()).getMessage().contains("a ${key} must be"));
    write("focal_px = [750]\nfocal_px = ${focal_px} [1000]\n" + SMALL);
    assertEquals(2, load().sweep().focals().size());
  }

  @Test
  void aFileThatIncludesItselfIsToldSo() throws IOException {
    Files.writeString(file.resolveSibling("b.conf"), "include \"s.conf\"\n");
    String circle = error(SMALL + "include \"s.conf\"\n");
    assertTrue(circle.contains("is circular: " + file + " → " + file), circle);
    circle = error(SMALL + "include \"b.conf\"\n");
    assertTrue(circle.contains(file + " → " + file.resolveSibling("b.conf") + " → "), circle);
  }

  @Test
  void includesThatMultiplyAreOneError() throws IOException {
    for (int i = 0; i < 9; i++) {
      Files.writeString(
          file.resolveSibling("i" + i + ".conf"),
          "include \"i%d.conf\"\n".formatted(i + 1).repeat(10));
    }
    Files.writeString(file.resolveSibling("i9.conf"), "");
    assertTrue(error(SMALL + "include \"i0.conf\"\n").contains("is one of more than 64"));
  }

  @Test
  void aFileOfAnotherEncodingIsToldWithItsByte() throws IOException {
    Files.write(file, "# Stra\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));
    String message = assertThrows(UserError.class, () -> load()).getMessage();
    assertTrue(message.startsWith(file + " cannot be read: not UTF-8: byte 6 is 0xDF"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "models = [tow]|did you mean 'two'?",
        "models = [elephant]|known: three, two; looked under",
        "prompts = [defualt]|did you mean 'default'?",
      })
  void aSlipInANameIsAnsweredWithTheNearest(String line, String remedy) {
    assertTrue(error(SMALL + line).contains("\n  " + remedy), error(SMALL + line));
  }

  /** Neither what is refused nor what stands beside it is printed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret_key=hunter2",
        "models=[{secret_key=hunter2}]",
        "models=[{name=x,engine=constant,depth_m=2,api_key=hunter2}]",
        "datasets={password=hunter2}",
        "predict={access_key=hunter2}",
        "predict.auth_token=[hunter2",
        "predict.account_key",
        "\"api key\"=hunter2",
        "sig=hunter2",
        "url=\"http://h/?sig=hunter2\"",
        "focal_px=[{sas=hunter2",
        "models=[{name=x,engine=vlm,uri=\"s3a://me:hunter2@b/x\"}]",
      })
  void aRefusedCredentialIsNotRepeated(String override) {
    String message = error(SMALL, override);
    assertFalse(message.contains("hunter2"), message);
    assertTrue(message.startsWith("--set "), message);
  }

  /** Spark's settings are read with the same care. */
  @Test
  void aFileOfSparkSettings() throws IOException {
    write("spark { master = \"local[2]\", executor.cores = 2 }\n");
    assertEquals(
        Map.of("spark.master", "local[2]", "spark.executor.cores", "2"),
        KeyValueFile.read(TextSource.local(), file.toString(), "spark."));
    write("spark.master = x\nmaster = x\n");
    String message =
        assertThrows(
                UserError.class,
                () -> KeyValueFile.read(TextSource.local(), file.toString(), "spark."))
            .getMessage();
    assertTrue(message.startsWith(file + ":2: master does not begin with spark."), message);
    write("include url(\"http://127.0.0.1:1/x\")");
    assertThrows(
        UserError.class, () -> KeyValueFile.read(TextSource.local(), file.toString(), "spark."));
  }

  private void assertOneError(String text) {
    assertFalse(error(text).isBlank());
  }

  private String error(String text, String... overrides) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          write(text);
          return assertThrows(UserError.class, () -> load(overrides)).getMessage();
        });
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private LoadedSweep load(String... overrides) {
    return new SweepLoader(TextSource.local(), List.of(home + "/conf"))
        .load(file.toString(), List.of(overrides));
  }
}
