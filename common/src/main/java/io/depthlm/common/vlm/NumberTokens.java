package io.depthlm.common.vlm;

import io.depthlm.common.task.ExpectedError;
import io.depthlm.common.task.TokenOdds;
import io.depthlm.common.vlm.generate.Generated;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a number is said with: the tokens of the ten digits and the point, and of two digits where a
 * tokenizer has them. None where it lacks one of the first; then no error can be expected of an
 * answer.
 */
final class NumberTokens {
  private static final List<String> CHARACTERS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".");

  /** Texts by their ids, in the order of the logits. */
  private final Map<Integer, String> texts;

  private final List<String> order;

  private NumberTokens(Map<Integer, String> texts) {
    this.texts = texts;
    this.order = List.copyOf(texts.values());
  }

  /**
   * Those of a tokenizer.
   *
   * @param vocabulary how many tokens the model has logits of
   */
  static NumberTokens of(TextTokenizer tokenizer, int vocabulary) {
    Map<Integer, String> texts = new LinkedHashMap<>();
    for (String text : CHARACTERS) {
      add(text, tokenizer, vocabulary, texts);
    }
    if (texts.size() < CHARACTERS.size()) {
      return new NumberTokens(Map.of());
    }
    for (int number = 0; number < 100; number++) {
      add("%02d".formatted(number), tokenizer, vocabulary, texts);
    }
    return new NumberTokens(texts);
  }

  private static void add(
      String text, TextTokenizer tokenizer, int vocabulary, Map<Integer, String> texts) {
    OptionalLong id = tokenizer.idOf(text);
    if (id.isPresent() && id.getAsLong() < vocabulary) {
      texts.put((int) id.getAsLong(), text);
    }
  }

  /** Their ids, in the order of the logits that {@link #expectedAbsRel} reads. */
  long[] ids() {
    return texts.keySet().stream().mapToLong(Integer::longValue).toArray();
  }

  /** The error to expect of an answer, or null. */
  Double expectedAbsRel(String text, Generated said) {
    if (texts.isEmpty()) {
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

  private Map<String, Double> odds(float[] logits) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      highest = Math.max(highest, logit);
    }
    Map<String, Double> odds = new HashMap<>();
    for (int i = 0; i < logits.length; i++) {
      odds.put(order.get(i), Math.exp(logits[i] - highest));
    }
    return odds;
  }
}
