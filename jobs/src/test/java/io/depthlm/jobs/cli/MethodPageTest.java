package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/method.md} has every section that the code cites. */
class MethodPageTest {
  private static final Pattern CITATION =
      Pattern.compile("docs/method\\.md,\\s+(?:\\*\\s+)?section\\s+(?:\\*\\s+)?(\\d+)");

  @Test
  void everyCitedSectionIsThere() throws IOException {
    String page = Files.readString(Path.of("../docs/method.md"));
    List<String> missing = new ArrayList<>();
    int cited = 0;
    for (String module : List.of("common", "jobs")) {
      try (Stream<Path> sources = Files.walk(Path.of("..", module, "src/main/java"))) {
        for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
          String text = Files.readString(source);
          assertTrue(!text.contains("METHOD section"), source::toString);
          Matcher citation = CITATION.matcher(text);
          int mentions = text.split("docs/method\\.md", -1).length - 1;
          int found = 0;
          while (citation.find()) {
            found++;
            if (!page.contains("\n## " + citation.group(1) + ". ")) {
              missing.add(source + " cites section " + citation.group(1));
            }
          }
          assertEquals(mentions, found, () -> source + " cites the page without a section");
          cited += found;
        }
      }
    }
    assertTrue(cited > 15, "found " + cited);
    assertEquals(List.of(), missing);
  }
}
