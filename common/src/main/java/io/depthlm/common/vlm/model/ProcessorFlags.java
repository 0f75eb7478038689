package io.depthlm.common.vlm.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a processor says it can do, as Linux lists it. A processor with units for bf16 multiplies it
 * in half the time of f32, and one without takes two to three times as long, so there is no need to
 * measure: on a busy machine a measurement of a few milliseconds says now this and now that, and a
 * model would answer in other numbers from one run to the next.
 */
final class ProcessorFlags {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** x86 calls the list "flags", ARM "Features". */
  private static final Set<String> LISTS = Set.of("flags", "Features");

  /** AVX-512 and AMX of x86, and ARM's. */
  private static final Set<String> BF16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private ProcessorFlags() {}

  /** Whether this processor has units for bf16; empty if the system does not say. */
  static Optional<Boolean> hasBf16() {
    // A host with many processors lists each of them, and is read no further than the first list.
    try (Stream<String> lines = Files.lines(CPUINFO, StandardCharsets.ISO_8859_1)) {
      return hasBf16(lines);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // not Linux
    }
  }

  /**
   * The same for the lines of a {@code /proc/cpuinfo}, of which the first list counts: all
   * processors of a host have one.
   */
  static Optional<Boolean> hasBf16(Stream<String> cpuinfo) {
    return cpuinfo
        .map(line -> line.split(":", 2))
        .filter(line -> line.length == 2 && LISTS.contains(line[0].strip()))
        .map(line -> List.of(line[1].strip().split("\\s+")).stream().anyMatch(BF16::contains))
        .findFirst();
  }
}
