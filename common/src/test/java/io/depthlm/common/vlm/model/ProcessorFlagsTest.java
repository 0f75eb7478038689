package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.torch.CallMode;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The number format of a run must not depend on how busy the host is. */
@Tag("processor")
class ProcessorFlagsTest {
  @Test
  void aProcessorThatListsUnitsForBf16HasThem() {
    assertEquals(Optional.of(true), of("flags\t\t: fpu avx2 avx512f avx512_bf16 avx512_vnni"));
    assertEquals(Optional.of(true), of("flags\t\t: fpu avx512f amx_bf16 amx_tile"));
    assertEquals(Optional.of(true), of("Features\t: fp asimd sve i8mm bf16 dgh"));
  }

  @Test
  void oneThatDoesNotListThemHasNone() {
    assertEquals(Optional.of(false), of("flags\t\t: fpu avx2 avx512f avx512_vnni"));
    assertEquals(Optional.of(false), of("Features\t: fp asimd asimdhp"));
    assertEquals(
        Optional.of(false),
        of("bugs\t\t: bf16 avx512_bf16", "flags\t\t: fpu avx2", "flags : bf16"));
  }

  @Test
  void aSystemThatDoesNotSayIsNotGuessed() {
    assertEquals(Optional.empty(), of("processor\t: 0", "model name\t: x: flags", "flags"));
  }

  @Test
  void whatTheSystemSaysDecides() {
    boolean works;
    try (ProductTrial trial =
        new ProductTrial(
            Products.methods("product_plain", "product_apart").values(),
            Products.methods("product_onednn").values(),
            CallMode.INFERENCE)) {
      works = trial.works("product", NumberType.BF16);
    }
    ProcessorFlags.hasBf16()
        .ifPresent(has -> assertEquals(has && works, Products.ofProcessor().multipliesBf16()));
  }

  private static Optional<Boolean> of(String... lines) {
    return ProcessorFlags.hasBf16(Stream.of(lines));
  }
}
