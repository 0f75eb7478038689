package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.engine.NumberType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is computed in, by what is asked for, what is stored and what the host can. */
class NumericsTest {
  private static final long PARAMETERS = 1_000;

  private record Host(boolean isGpu, boolean multipliesBf16, long bytes) implements Numerics.Host {
    @Override
    public boolean hasRoomFor(long wanted) {
      return wanted <= bytes;
    }
  }

  @ParameterizedTest
  @CsvSource({
    // asked, stored, GPU, multiplies bf16, room; computed, kept
    ", BF16, false, true, 4000, BF16, BF16",
    ", BF16, false, false, 4000, F32, F32",
    ", BF16, false, false, 3999, F32, BF16",
    "BF16, BF16, false, false, 4000, BF16, BF16",
    "BF16, F32, false, false, 0, BF16, BF16",
    "F32, BF16, false, true, 4000, F32, F32",
    "F32, BF16, false, true, 3999, F32, BF16",
    ", F32, false, true, 0, F32, F32",
    "F32, F32, false, false, 0, F32, F32",
    ", F16, false, true, 4000, F32, F32",
    ", F16, false, true, 3999, F32, F16",
    ", BF16, true, false, 0, BF16, BF16",
    ", F16, true, false, 0, F16, F16",
    "F32, BF16, true, false, 0, F32, F32",
  })
  void isChosen(
      NumberType asked,
      NumberType stored,
      boolean gpu,
      boolean multiplies,
      long room,
      NumberType computed,
      NumberType kept) {
    Numerics chosen = Numerics.choose(asked, stored, PARAMETERS, new Host(gpu, multiplies, room));
    assertEquals(new Numerics(computed, kept), chosen);
  }

  @Test
  void nothingIsKeptWiderThanItIsComputedIn() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new Numerics(NumberType.BF16, NumberType.F32));
    assertEquals("weights kept in F32 to compute in BF16", e.getMessage());
  }
}
