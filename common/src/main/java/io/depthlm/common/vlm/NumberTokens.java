package io.depthlm.common.vlm;

import io.depthlm.common.task.ExpectedError;
import io.depthlm.common.task.NumberPart;
import io.depthlm.common.task.TokenOdds;
import io.depthlm.common.vlm.generate.Generated;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.util.ArrayList;
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

  /** Odds that are smaller in comparison with the greatest are lost when they are added to it. */
  private static final double LEAST_LOG_ODDS = 53 * Math.log(0.5);

  /** Tokens by their ids, in the order of the logits. */
  private final Map<Integer, NumberPart> parts;

  private final List<NumberPart> order;

  private NumberTokens(Map<Integer, NumberPart> parts) {
    this.parts = parts;
    this.order = List.copyOf(parts.values());
  }

  /**
   * Those of a tokenizer.
   *
   * @param vocabulary how many tokens the model has logits of
   */
  static NumberTokens of(TextTokenizer tokenizer, int vocabulary) {
    Map<Integer, NumberPart> parts = new LinkedHashMap<>();
    for (String text : CHARACTERS) {
      add(text, tokenizer, vocabulary, parts);
    }
    if (parts.size() < CHARACTERS.size()) {
      return new NumberTokens(Map.of());
    }
    for (int number = 0; number < 100; number++) {
      add("%02d".formatted(number), tokenizer, vocabulary, parts);
    }
    return new NumberTokens(parts);
  }

  private static void add(
      String text, TextTokenizer tokenizer, int vocabulary, Map<Integer, NumberPart> parts) {
    OptionalLong id = tokenizer.idOf(text);
    if (id.isPresent() && id.getAsLong() < vocabulary) {
      parts.put((int) id.getAsLong(), NumberPart.of(text));
    }
  }

  /** Their ids, in the order of the logits that {@link #expectedAbsRel} reads. */
  long[] ids() {
    return parts.keySet().stream().mapToLong(Integer::longValue).toArray();
  }

  /** The error to expect of an answer, or null. */
  Double expectedAbsRel(String text, Generated said) {
    if (parts.isEmpty()) {
      return null;
    }
    List<TokenOdds> tokens = new ArrayList<>(said.words().length);
    for (int i = 0; i < said.words().length; i++) {
      NumberPart own = parts.get(said.words()[i]);
      tokens.add(own == null ? TokenOdds.OTHER : new Watched(own, order, said.watched()[i]));
    }
    OptionalDouble expected = ExpectedError.of(text, tokens);
    return expected.isPresent() ? expected.getAsDouble() : null;
  }

  /** A token of a number, with the logits at its place. */
  private record Watched(NumberPart own, List<NumberPart> tokens, float[] logits)
      implements TokenOdds {
    @Override
    public double[] odds() {
      double highest = Double.NEGATIVE_INFINITY;
      for (float logit : logits) {
        highest = Math.max(highest, logit);
      }
      double[] odds = new double[logits.length];
      for (int i = 0; i < odds.length; i++) {
        double less = logits[i] - highest;
        odds[i] = less < LEAST_LOG_ODDS ? 0 : Math.exp(less);
      }
      return odds;
    }
  }
}
