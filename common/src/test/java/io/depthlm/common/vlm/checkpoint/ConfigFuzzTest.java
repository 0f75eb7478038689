package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged configurations: each is refused with one of the reader's own errors, or gives a model
 * whose tensors are exactly there. Seeded and bounded in time.
 */
class ConfigFuzzTest {
  private static final int ROUNDS = 400;
  private static final Pattern VALUE = Pattern.compile("(?<=: )[^,\\n\\[{]+|\"[a-z_]+\"(?=:)");
  private static final String[] VALUES = {
    "0",
    "1",
    "2",
    "-1",
    "3",
    "7",
    "16",
    "268435456",
    "268435457",
    "2147483648",
    "1e300",
    "0.5",
    "null",
    "true",
    "\"silu\"",
    "\"\"",
    "[]",
    "[1, 2, 3]",
    "[1, 1]",
    "{}",
    "{\"rope_type\": \"yarn\"}"
  };

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void noConfigurationBringsTheReaderDown(String golden) throws IOException {
    Edited edited = Edited.copyOf(golden, temporary.resolve(golden));
    Path file = edited.folder.resolve("config.json");
    String good = Files.readString(file);
    int[] outcomes = new int[2];
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          Random random = new Random(20261122);
          for (int round = 0; round < ROUNDS; round++) {
            String bad = damaged(good, random);
            Files.writeString(file, bad);
            try {
              Checkpoint checkpoint = Checkpoint.open(edited.folder);
              assertEquals(
                  new TreeSet<>(TensorPlan.of(checkpoint.config()).keySet()),
                  new TreeSet<>(checkpoint.tensors().keySet()));
              outcomes[0]++;
            } catch (CheckpointException e) {
              assertEquals(2, e.getMessage().lines().count(), e.getMessage());
              outcomes[1]++;
            } catch (RuntimeException e) {
              throw new AssertionError("round " + round + ": " + bad, e);
            }
          }
        });
    assertTrue(outcomes[0] > ROUNDS / 50, "accepted " + outcomes[0]);
    assertTrue(outcomes[1] > ROUNDS / 4, "refused " + outcomes[1]);
  }

  private static String damaged(String good, Random random) {
    String json = good;
    for (int edits = random.nextInt(3); edits >= 0; edits--) {
      MatchResult[] found = VALUE.matcher(json).results().toArray(MatchResult[]::new);
      MatchResult at = found[random.nextInt(found.length)];
      String value =
          json.charAt(at.end() == json.length() ? at.end() - 1 : at.end()) == ':'
              ? "\"renamed_" + random.nextInt(100) + "\""
              : VALUES[random.nextInt(VALUES.length)];
      json = json.substring(0, at.start()) + value + json.substring(at.end());
    }
    return json;
  }
}
