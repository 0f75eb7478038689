package io.depthlm.common.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerRoundingTest {
  @ParameterizedTest
  @CsvSource({
    "12.345, 0, 0, 12.345",
    "12.345, 2, 0, 12",
    "0.4567, 2, 0, 0.46",
    "1.26,   2, 24, 1.2", // 24 · log10(1.26) = 2.41: 10^(2/24) = 1.21
    "1.28,   2, 24, 1.3", // 2.57: 10^(3/24) = 1.33
    "27.3,   2, 24, 26",
    "0.0995, 2, 24, 0.1",
    "26,     0, 1, 10", // 10^1.41
    "40,     0, 1, 100", // 10^1.60
    "0,      2, 24, 0",
    "-3.21,  2, 24, -3.2"
  })
  void whatIsLeft(double value, int digits, int steps, double told) {
    assertEquals(told, new AnswerRounding(digits, steps).of(value), 1e-12);
  }

  @Test
  void twentyFourStepsAreTwentyFourNumbersAndNoneIsFarOff() {
    AnswerRounding rounding = new AnswerRounding(2, 24);
    TreeSet<Double> told = new TreeSet<>();
    for (double value = 1; value < 9.5; value += 0.001) {
      told.add(rounding.of(value));
      double ratio = rounding.of(value) / value;
      assertTrue(ratio > 0.92 && ratio < 1.08, value + " is told as " + rounding.of(value));
    }
    assertEquals(24, told.size(), told.toString());
    assertEquals(told, new TreeSet<>(told.stream().map(rounding::of).toList()));
  }

  @Test
  void negativeCountsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new AnswerRounding(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new AnswerRounding(0, -1));
  }
}
