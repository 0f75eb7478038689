package io.depthlm.common.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PointSamplingTest {
  private static final int[] PLACES = IntStream.range(0, 5000).map(i -> 3 * i).toArray();

  /** By Python: hashlib.sha256 of "7:scene/a ü.png" and SplitMix64 on integers modulo 2^64. */
  @Test
  void thePixelsAreThoseOfTheDocumentedRank() {
    int[] chosen = new PointSampling(5, 7).choose("scene/a ü.png", PLACES);
    assertArrayEquals(
        new int[] {39, 6816, 8040, 8283, 9564},
        Arrays.stream(chosen).map(i -> PLACES[i]).toArray());
  }

  @Test
  void aSmallerSampleIsAPartOfALargerOneAndOtherLabelsMoveNothing() {
    Set<Integer> few = places(100, PLACES);
    assertEquals(100, few.size());
    assertTrue(places(1000, PLACES).containsAll(few));
    int[] without = Arrays.stream(PLACES).filter(p -> !few.contains(p) || p % 2 == 0).toArray();
    assertTrue(places(100, without).containsAll(few.stream().filter(p -> p % 2 == 0).toList()));
  }

  /** Of 5,000 places in ten parts each gets about a tenth: 5 standard deviations are 47. */
  @Test
  void thePixelsAreSpreadEvenly() {
    int[] parts = new int[10];
    places(1000, PLACES).forEach(p -> parts[p / 1500]++);
    for (int part : parts) {
      assertEquals(100, part, 47);
    }
  }

  @Test
  void allAreTakenWhereFewerAreThereOrAllAreAskedFor() {
    assertEquals(5000, new PointSampling(PointSampling.ALL, 1).choose("f", PLACES).length);
    assertEquals(5000, new PointSampling(9999, 1).choose("f", PLACES).length);
  }

  private static Set<Integer> places(int n, int[] from) {
    return Arrays.stream(new PointSampling(n, 7).choose("f", from))
        .mapToObj(i -> from[i])
        .collect(Collectors.toSet());
  }
}
