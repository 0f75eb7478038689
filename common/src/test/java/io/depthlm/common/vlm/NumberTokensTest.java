package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.vlm.generate.Generated;
import io.depthlm.common.vlm.generate.Generated.TemplateUse;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NumberTokensTest {
  private static final Path TINY = Path.of("../models/depthlm-tiny");

  /** The bundled model says two decimals as one token. */
  @Test
  void tokensOfTwoDigitsAreWatchedWhereATokenizerHasThem() {
    try (TextTokenizer tokenizer = TextTokenizer.open(TINY)) {
      NumberTokens numbers = NumberTokens.of(tokenizer, 1 << 20);
      int[] words = Arrays.stream(tokenizer.encode("4.20")).mapToInt(id -> (int) id).toArray();
      assertEquals(3, words.length);
      long[] ids = numbers.ids();
      float[][] logits = new float[words.length][ids.length];
      for (int i = 0; i < words.length; i++) {
        Arrays.fill(logits[i], -100);
        logits[i][place(ids, words[i])] = 0;
      }
      // as likely as the 20
      logits[2][place(ids, tokenizer.requiredId("50"))] = 0;
      Generated said =
          new Generated(
              words, new float[words.length], logits, TemplateUse.NONE, Answer.Finish.STOP);
      assertEquals(0.5 * (0.3 / 4.5), numbers.expectedAbsRel("4.20", said), 1e-9);
    }
  }

  private static int place(long[] ids, long id) {
    int place = 0;
    while (ids[place] != id) {
      place++;
    }
    return place;
  }

  @Test
  void withoutTokensOfDigitsThereIsNothingToExpect() {
    try (TextTokenizer tokenizer = TextTokenizer.open(TINY)) {
      NumberTokens numbers = NumberTokens.of(tokenizer, 10);
      assertEquals(0, numbers.ids().length);
      assertNull(
          numbers.expectedAbsRel(
              "4",
              new Generated(
                  new int[] {52},
                  new float[1],
                  new float[1][0],
                  TemplateUse.NONE,
                  Answer.Finish.STOP)));
    }
  }
}
