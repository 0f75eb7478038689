package io.depthlm.common.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RejectReasonTest {
  private static final Path PAGE = Path.of("../docs/reasons.md");

  @Test
  void thePageListsEveryReasonAsItIs() throws IOException {
    List<String> wanted = new ArrayList<>();
    for (RejectReason reason : RejectReason.values()) {
      wanted.add(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  reason.key(),
                  String.join(
                      ", ",
                      reason.stages().stream().sorted().map(RejectReason.Stage::key).toList()),
                  reason.about(),
                  reason.remedy()));
    }
    List<String> page = Files.readAllLines(PAGE);
    List<String> found =
        page.subList(page.indexOf("## Reasons"), page.indexOf("## Error codes")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertEquals(String.join("\n", wanted), String.join("\n", found));
  }

  @Test
  void thePageListsTheErrorCodesOfTheProgramAndNoOthers() throws IOException {
    List<String> page = Files.readAllLines(PAGE);
    Set<String> listed = new TreeSet<>();
    for (String line : page.subList(page.indexOf("## Error codes"), page.size())) {
      Matcher row = Pattern.compile("\\| `([a-z0-9_]+)…?` \\|.*").matcher(line);
      if (row.matches()) {
        listed.add(row.group(1));
      }
    }
    Set<String> reasons =
        Stream.of(RejectReason.values()).map(RejectReason::key).collect(Collectors.toSet());
    String source = source();
    Set<String> missing = new TreeSet<>();
    Matcher used =
        Pattern.compile(
                "(?:failed|given|again|Failed|EngineException|Unanswerable|CODE =)"
                    + "\\(?\\s*(?:\\w+ \\? )?\"([a-z0-9_]+)\"")
            .matcher(source);
    while (used.find()) {
      if (listed.stream().noneMatch(used.group(1)::startsWith)) {
        missing.add(used.group(1));
      }
    }
    assertEquals(Set.of(), missing, "add these codes to docs/reasons.md");
    listed.removeIf(code -> reasons.contains(code) || source.contains("\"" + code));
    assertEquals(Set.of(), listed, "these codes do not occur in the program");
  }

  private static String source() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String root : List.of("../common/src/main/java", "../jobs/src/main/java")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  @Test
  void reasonsSpeakInSentences() {
    Set<String> keys = new HashSet<>();
    for (RejectReason reason : RejectReason.values()) {
      assertTrue(reason.key().matches("[a-z0-9]+(_[a-z0-9]+)*"), reason.key());
      assertTrue(keys.add(reason.key()), reason.key());
      assertEquals(reason, RejectReason.ofKey(reason.key()));
      Stream.of(reason.about(), reason.remedy())
          .forEach(
              text -> assertTrue(text.matches("[A-Z].*\\.") && !text.contains("|"), () -> text));
    }
    assertEquals(
        "no reason 'unheard_of'",
        assertThrows(IllegalArgumentException.class, () -> RejectReason.ofKey("unheard_of"))
            .getMessage());
  }
}
