package io.depthlm.common.vlm;

import io.depthlm.common.task.ExpectedError;
import io.depthlm.common.task.TokenOdds;
import io.depthlm.common.vlm.generate.Generated;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The tokens of the ten digits and the point: what a number is said with, one character a token.
 * None where a tokenizer has no such tokens; then no error can be expected of an answer.
 */
final class NumberTokens {
  private static final List<String> CHARACTERS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".");

  private final long[] ids;
  private final Map<Integer, String> texts = new HashMap<>();

  private NumberTokens(long[] ids) {
    this.ids = ids;
    for (int i = 0; i < ids.length; i++) {
      texts.put((int) ids[i], CHARACTERS.get(i));
    }
  }

  /**
   * Those of a tokenizer.
   *
   * @param vocabulary how many tokens the model has logits of
   */
  static NumberTokens of(TextTokenizer tokenizer, int vocabulary) {
    long[] ids = new long[CHARACTERS.size()];
    for (int i = 0; i < ids.length; i++) {
      OptionalLong id = tokenizer.idOf(CHARACTERS.get(i));
      if (id.isEmpty() || id.getAsLong() >= vocabulary) {
        return new NumberTokens(new long[0]);
      }
      ids[i] = id.getAsLong();
    }
    return new NumberTokens(ids);
  }

  /** Their ids, in the order of the logits that {@link #expectedAbsRel} reads. */
  long[] ids() {
    return ids.clone();
  }

  /** The error to expect of an answer, or null. */
  Double expectedAbsRel(String text, Generated said) {
    if (ids.length == 0) {
      return null;
    }
    List<TokenOdds> tokens = new ArrayList<>(said.words().length);
    for (int i = 0; i < said.words().length; i++) {
      String own = texts.get(said.words()[i]);
      tokens.add(own == null ? TokenOdds.OTHER : new TokenOdds(own, odds(said.watched()[i])));
    }
    OptionalDouble expected = ExpectedError.of(text, tokens);
    return expected.isPresent() ? expected.getAsDouble() : null;
  }

  private static Map<String, Double> odds(float[] logits) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      highest = Math.max(highest, logit);
    }
    Map<String, Double> odds = new HashMap<>();
    for (int i = 0; i < logits.length; i++) {
      odds.put(CHARACTERS.get(i), Math.exp(logits[i] - highest));
    }
    return odds;
  }
}
