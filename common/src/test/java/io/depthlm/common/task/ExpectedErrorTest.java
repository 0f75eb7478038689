package io.depthlm.common.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExpectedErrorTest {
  @Test
  void figuresAgreeWithAllNumbersWrittenOut() throws IOException {
    JsonNode golden;
    try (InputStream in =
        ExpectedErrorTest.class.getResourceAsStream("/golden/task/expected.json")) {
      assertNotNull(in, "golden/task/expected.json is missing");
      golden = new ObjectMapper().readTree(in);
    }
    int expecting = 0;
    for (JsonNode made : golden.get("cases")) {
      List<TokenOdds> tokens = new ArrayList<>();
      for (JsonNode token : made.get("tokens")) {
        Map<String, Double> odds = new HashMap<>();
        token.get(1).properties().forEach(e -> odds.put(e.getKey(), e.getValue().asDouble()));
        tokens.add(TokenOdds.of(token.get(0).asText(), odds));
      }
      String text = made.get("text").asText();
      OptionalDouble got = ExpectedError.of(text, tokens);
      assertEquals(!made.get("expected").isNull(), got.isPresent(), text);
      if (got.isPresent()) {
        expecting++;
        assertEquals(made.get("expected").asDouble(), got.getAsDouble(), 1e-9, text);
      }
    }
    assertTrue(expecting > 50, expecting + " cases");
  }

  private static TokenOdds token(String own, Object... odds) {
    Map<String, Double> all = new HashMap<>();
    for (int i = 0; i < odds.length; i += 2) {
      all.put((String) odds[i], (Double) odds[i + 1]);
    }
    return TokenOdds.of(own, all);
  }

  private static final TokenOdds POINT = token(".", ".", 1.0);

  @Test
  void anAlternativeIsTheNearestNumberThatBeginsWithIt() {
    // 3.0 and 1.9 beside 2.5
    assertEquals(
        0.2 * (0.5 / 3) + 0.1 * (0.6 / 1.9),
        ExpectedError.of(
                "2.5",
                List.of(token("2", "2", 0.7, "3", 0.2, "1", 0.1), POINT, token("5", "5", 1.0)))
            .orElseThrow(),
        1e-12);
    // a 1 beside 9.8 is ten and something, not one and something
    assertEquals(
        0.5 * (0.2 / 10),
        ExpectedError.of(
                "9.8", List.of(token("9", "9", 0.5, "1", 0.5), POINT, token("8", "8", 1.0)))
            .orElseThrow(),
        1e-12);
  }

  @Test
  void wordsAreLeftOutAndTheRestAddsUpToOne() {
    List<TokenOdds> tokens =
        List.of(token("4", "4", 0.3, "5", 0.1, " about", 0.6), token(" m", " m", 1.0));
    assertEquals(0.25 * (1.0 / 5), ExpectedError.of("4 m", tokens).orElseThrow(), 1e-12);
  }

  @Test
  void tokensOfSeveralDigitsCount() {
    assertEquals(
        0.5 * (1.0 / 13),
        ExpectedError.of("12", List.of(token("12", "12", 0.5, "13", 0.5))).orElseThrow(),
        1e-12);
  }

  @Test
  void zerosBelongBehindThePoint() {
    // nobody begins with 05, but 0.05 may stand in place of 0.50
    assertEquals(
        0.2 * (0.45 / 0.05),
        ExpectedError.of(
                "0.50",
                List.of(token("0", "0", 0.5, "05", 0.5), POINT, token("50", "50", 0.8, "05", 0.2)))
            .orElseThrow(),
        1e-12);
  }

  @Test
  void anAnswerThatIsCertainExpectsNoError() {
    assertEquals(0, ExpectedError.of("7", List.of(token("7", "7", 0.2))).orElseThrow());
    assertTrue(ExpectedError.of("", List.of()).isEmpty());
  }
}
