package io.depthlm.common.dataset.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.dataset.registry.DatasetFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every raw format against an independent reader in Python, all points of all frames: {@code
 * golden/dataset/raw/make_raw.py} writes the folders and the values.
 */
class RawGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/dataset/raw");

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void theSameFramesPixelsAndDepths(String format, String mode) throws IOException {
    Path folder = GOLDEN.resolve(format);
    RawGolden.compare(format, mode, folder.resolve("input"), folder.resolve(mode + ".jsonl"));
  }

  static Stream<Arguments> cases() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN, 2)) {
      return files
          .filter(f -> f.toString().endsWith(".jsonl"))
          .sorted()
          .map(
              f ->
                  Arguments.of(
                      f.getParent().getFileName().toString(),
                      f.getFileName().toString().replace(".jsonl", "")))
          .toList()
          .stream();
    }
  }

  @Test
  void everyFormatHasGoldenValuesForEachOfItsModes() throws IOException {
    TreeSet<String> wanted = new TreeSet<>();
    for (DatasetFormat format : DatasetFormats.all()) {
      format.modes().forEach(mode -> wanted.add(format.name() + " " + mode.key()));
    }
    List<String> found =
        cases()
            .map(a -> a.get()[0] + " " + ((String) a.get()[1]).split("-")[0])
            .distinct()
            .toList();
    assertEquals(List.copyOf(wanted), found.stream().sorted().toList());
  }
}
